import type { HandlersOf } from '../../call'
import type { AuditLogService } from './audit-log.service'

export function createAuditHandlers({ auditLog }: { auditLog: AuditLogService }): HandlersOf<'audit'> {
  return {
    'audit.list': (input) => auditLog.list(input),
    'audit.entry': (input) => auditLog.entry(input),
    'audit.verify': (_input, call) => auditLog.verify(call),
    'audit.saveExport': (input, call) => auditLog.saveExport(input, call),
    'audit.export': (input) => auditLog.export(input),
    'audit.reveal': (input, call) => auditLog.reveal(input, call),
  }
}
