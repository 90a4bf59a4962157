import type { HandlersOf } from '../../call'
import type { BackupService } from './backup.service'

export function createBackupHandlers({ backup }: { backup: BackupService }): HandlersOf<'backup'> {
  return {
    'backup.overview': () => backup.overview(),
    'backup.restore': (input, call) => backup.restore(input, call),
    'backup.export': (_input, call) => backup.export(call),
    'backup.save': (input) => backup.save(input),
    'backup.file': (input) => backup.file(input),
    'backup.upload': (_input, _call, source) => backup.upload(source),
    'backup.import': (input, call) => backup.import(input, call),
    'backup.openFolder': () => backup.openFolder(),
    'backup.setPassphrase': (input, call) => backup.setPassphrase(input, call),
    'backup.clearPassphrase': (input, call) => backup.clearPassphrase(input, call),
    'backup.renewRecoveryCode': (_input, call) => backup.renewRecoveryCode(call),
  }
}
