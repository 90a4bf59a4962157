import type { BackupFiles } from '../backup-files'
import type { BundleFolder } from '../bundle-folder'
import type { HandlerMap } from '../call'
import type { CoreContext } from '../context'
import type { FilingTimeKeeper } from '../filing-time'
import type { SessionKeeper } from '../sessions'
import type { Tasks } from '../tasks'
import { createAccountsHandlers } from './accounts/accounts.handlers'
import { createAccountsService } from './accounts/accounts.service'
import { createCaptchaMaker } from './accounts/captcha'
import { createApplicationsHandlers } from './applications/applications.handlers'
import { createApplicationsService } from './applications/applications.service'
import { createAssetsHandlers } from './assets/assets.handlers'
import { createAssetsService } from './assets/assets.service'
import { createAttachmentsHandlers } from './attachments/attachments.handlers'
import { createAttachmentsService } from './attachments/attachments.service'
import { inspectForBundle } from './attachments/inspect'
import { createAuditHandlers } from './audit/audit.handlers'
import { createAuditLogService } from './audit/audit-log.service'
import { createBackupHandlers } from './backup/backup.handlers'
import { createBackupService } from './backup/backup.service'
import { createBundlesHandlers } from './bundles/bundles.handlers'
import { createExportService } from './bundles/export.service'
import { createImportService } from './bundles/import.service'
import { createLogService } from './bundles/log.service'
import { createMakeService } from './bundles/make.service'
import { createReturnsService } from './bundles/returns.service'
import { createDraftsHandlers } from './drafts/drafts.handlers'
import { createDraftsService } from './drafts/drafts.service'
import { createHomeHandlers } from './home/home.handlers'
import { createHomeService } from './home/home.service'
import { createDailyRulesService } from './notices/daily-rules.service'
import { createNoticesHandlers } from './notices/notices.handlers'
import { createNoticesService } from './notices/notices.service'
import { createRegisterHandlers } from './register/register.handlers'
import { createRegisterService } from './register/register.service'
import { createResourcesHandlers } from './resources/resources.handlers'
import { createResourcesService } from './resources/resources.service'
import { createNumberingService } from './review/numbering.service'
import { createReviewHandlers } from './review/review.handlers'
import { createReviewService } from './review/review.service'
import { createTakeInService } from './review/take-in.service'
import { createSettingsHandlers } from './settings/settings.handlers'
import { createSettingsService } from './settings/settings.service'
import { createStationHandlers } from './station/station.handlers'
import { createStationService } from './station/station.service'
import { createStationsHandlers } from './station/stations.handlers'
import { createStationsService } from './station/stations.service'
import { createSubjectsHandlers } from './subjects/subjects.handlers'
import { createSubjectsService } from './subjects/subjects.service'

export interface ServiceParts {
  context: CoreContext
  sessions: SessionKeeper
  time: FilingTimeKeeper
  folder: BundleFolder
  backupFiles: BackupFiles
}

/** Everything about this machine and its people. */
function stationServices({ context: ctx, sessions, time, folder, backupFiles }: ServiceParts) {
  const settings = createSettingsService(ctx)
  const notices = createNoticesService(ctx)
  const dailyRules = createDailyRulesService(ctx, { notices })
  const station = createStationService(ctx, {
    time, sessions,
    async opened(store) {
      await settings.load(store)
      await dailyRules.start()
      await auditLog.check.start()
    },
  })
  const auditLog = createAuditLogService(ctx, { notices, station })
  /** Ends what the program itself does over the store. */
  const pause = async (): Promise<void> => {
    dailyRules.stop()
    await auditLog.check.stop()
  }
  const backup = createBackupService(ctx, { files: backupFiles, folder, station, pause })
  const accounts = createAccountsService(ctx, { captchas: ctx.ports.captchas ?? createCaptchaMaker(ctx.ports.ids), station, settings, signedIn: () => dailyRules.run() })
  return { settings, notices, dailyRules, station, accounts, auditLog, backup, pause, stations: createStationsService(ctx, { station }) }
}

/** Filling in and following applications. */
function filingServices(ctx: CoreContext, notices: ReturnType<typeof createNoticesService>) {
  const drafts = createDraftsService(ctx)
  return {
    drafts, applications: createApplicationsService(ctx, { notices }), subjects: createSubjectsService(ctx), assets: createAssetsService(ctx),
    home: createHomeService(ctx), attachments: createAttachmentsService(ctx), resources: createResourcesService(ctx),
  }
}

/** Every service, once; the order is that of need. */
export function createServices(parts: ServiceParts) {
  const { context: ctx, folder } = parts
  const station = stationServices(parts)
  const filing = filingServices(ctx, station.notices)
  const register = createRegisterService(ctx)
  const numbering = createNumberingService(ctx)
  const review = createReviewService(ctx, { numbering, register })
  const make = createMakeService(ctx, folder)
  return {
    ...station, ...filing, register, numbering, review,
    exports: createExportService(ctx, { make, applications: filing.applications }),
    imports: createImportService(ctx, { folder, takeIn: createTakeInService(ctx, { notices: station.notices }), applications: filing.applications, inspect: inspectForBundle }),
    returns: createReturnsService(ctx, { make }),
    log: createLogService(ctx, folder),
  }
}
export type Services = ReturnType<typeof createServices>

/** The handler of every command; the type refuses a missing or a surplus one. */
export function createHandlers(services: Services, tasks: Tasks): HandlerMap {
  return {
    ...createStationHandlers(services), ...createStationsHandlers(services), ...createAccountsHandlers(services), ...createSettingsHandlers(services),
    ...createNoticesHandlers(services), ...createResourcesHandlers(services), ...createAttachmentsHandlers(services), ...createDraftsHandlers(services),
    ...createApplicationsHandlers(services), ...createSubjectsHandlers(services), ...createAssetsHandlers(services), ...createHomeHandlers(services),
    ...createBundlesHandlers(services), ...createReviewHandlers(services.review, services.numbering), ...createRegisterHandlers(services.register),
    ...createBackupHandlers(services), ...createAuditHandlers(services),
    'tasks.cancel': async (input, call) => ({ cancelled: tasks.cancel(input.taskId, call.clientId) }),
  }
}
