import { AppError } from '#shared/errors/app-error'
import type { EventSink, Task } from './call'
import type { Clock } from './ports'

/** Long commands under way, by the id their caller gave them. */
export interface Tasks {
  begin(taskId: string, clientId: string): Task
  end(taskId: string): void
  /** True when the task was under way and belongs to this client. */
  cancel(taskId: string, clientId: string): boolean
}

/** Progress is told at most this often, so that a fast loop does not flood the page (milliseconds). */
const PROGRESS_INTERVAL = 80

export function createTasks(events: EventSink, clock: Clock): Tasks {
  const running = new Map<string, { controller: AbortController; clientId: string }>()
  return {
    begin(taskId, clientId) {
      const controller = new AbortController()
      running.set(taskId, { controller, clientId })
      let lastTold = -Infinity
      return {
        taskId,
        signal: controller.signal,
        progress(label, done, total) {
          if (controller.signal.aborted) throw new AppError('general.cancelled')
          const now = clock.now()
          if (now - lastTold < PROGRESS_INTERVAL && done < total) return
          lastTold = now
          events.emit('tasks.progressed', { taskId, label, done, total }, { clientId })
        },
      }
    },
    end(taskId) {
      running.delete(taskId)
    },
    cancel(taskId, clientId) {
      const task = running.get(taskId)
      if (task === undefined || task.clientId !== clientId) return false
      task.controller.abort(new AppError('general.cancelled'))
      return true
    },
  }
}
