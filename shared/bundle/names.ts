/** Names inside the archive (bundle.md §1, §5). They are labels, never used as paths. */

export const BAGIT = 'bagit.txt'
export const BAG_INFO = 'bag-info.txt'
export const MANIFEST = 'manifest-sha256.txt'
export const TAG_MANIFEST = 'tagmanifest-sha256.txt'
export const SIGNATURE = 'tagmanifest-sha256.txt.minisig'
export const ENVELOPE = 'data/bundle.json'

/** The five tag files in the order the writer puts them. */
export const TAG_FILES = [BAGIT, BAG_INFO, MANIFEST, TAG_MANIFEST, SIGNATURE] as const

export const APPLICATION_NAME = /^data\/applications\/([0-9a-f-]{36})\.json$/
export const FILE_NAME = /^data\/files\/([0-9a-f]{64})\.(jpg|png|pdf)$/

export const documentName = (id: string): string => `data/applications/${id}.json`
export const fileName = (file: { sha256: string; type: string }): string => `data/files/${file.sha256}.${file.type}`

/** What the file is called when it is handed out; only letters, digits and `-`, safe on every system. */
export const BUNDLE_EXTENSION = '.beian'
