import { applicationsRoutes } from '@/features/applications/routes'
import { assetsRoutes } from '@/features/assets/routes'
import { authRoutes } from '@/features/auth/routes'
import { backupRoutes } from '@/features/backup/routes'
import { draftsRoutes } from '@/features/drafts/routes'
import { handoverRoutes } from '@/features/handover/routes'
import { helpRoutes } from '@/features/help/routes'
import { homeRoutes } from '@/features/home/routes'
import { noticesRoutes } from '@/features/notices/routes'
import { registerRoutes } from '@/features/register/routes'
import { reviewRoutes } from '@/features/review/routes'
import { settingsRoutes } from '@/features/settings/routes'
import { subjectsRoutes } from '@/features/subjects/routes'
import { websitesRoutes } from '@/features/websites/routes'
import type { PageRoute } from './page-route'

/** Every page of the program; each domain declares its own beside its pages. */
export const PAGES: readonly PageRoute[] = [
  ...authRoutes, ...homeRoutes, ...subjectsRoutes, ...websitesRoutes, ...draftsRoutes, ...applicationsRoutes, ...assetsRoutes, ...noticesRoutes,
  ...handoverRoutes, ...reviewRoutes, ...registerRoutes, ...settingsRoutes, ...helpRoutes, ...backupRoutes,
]
