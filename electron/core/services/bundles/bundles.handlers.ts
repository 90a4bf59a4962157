import type { HandlersOf } from '../../call'
import type { ExportService } from './export.service'
import type { ImportService } from './import.service'
import type { LogService } from './log.service'
import type { ReturnsService } from './returns.service'

export function createBundlesHandlers(services: { exports: ExportService; imports: ImportService; returns: ReturnsService; log: LogService }): HandlersOf<'bundles'> {
  const { exports, imports, returns, log } = services
  return {
    'bundles.candidates': (_input, call) => exports.candidates(call),
    'bundles.export': (input, call) => exports.exportApplications(input, call),
    'bundles.save': (input) => log.save(input.bundleId),
    'bundles.file': (input) => log.file(input.bundleId),
    'bundles.upload': (_input, _call, source) => imports.receive(source),
    'bundles.preview': (input, call) => imports.preview(input, call),
    'bundles.accept': (input, call) => imports.accept(input, call),
    'bundles.discard': (input) => imports.discard(input),
    'bundles.log': (input) => log.log(input),
    'bundles.entry': (input) => log.entry(input),
    'bundles.pendingReturns': () => returns.pending(),
    'bundles.exportReceipt': (input, call) => returns.exportReceipt(input, call),
    'bundles.exportDecisions': (input, call) => returns.exportDecisions(input, call),
  }
}
