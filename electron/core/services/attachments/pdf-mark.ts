/** Begins like a PDF; apart from the PDF reader, whose library takes a third of the program's start to load. */
export const isPdf = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-'
