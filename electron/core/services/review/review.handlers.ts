import type { HandlersOf } from '../../call'
import type { NumberingService } from './numbering.service'
import type { ReviewService } from './review.service'

export function createReviewHandlers(review: ReviewService, numbering: NumberingService): HandlersOf<'review'> & HandlersOf<'numbering'> {
  return {
    'review.queue': (input, call) => review.queue(input, call),
    'review.claim': (input, call) => review.claim(input, call),
    'review.release': (input, call) => review.release(input, call),
    'review.get': (input, call) => review.get(input, call),
    'review.saveOpinions': (input, call) => review.saveOpinions(input, call),
    'review.decide': (input, call) => review.decide(input, call),
    'review.statistics': () => review.statistics(),
    'numbering.get': () => numbering.get(),
    'numbering.update': (input, call) => numbering.update(input, call),
  }
}
