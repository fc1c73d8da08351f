import ContextKit
import Events
import Fleet
import Jobs
import Kernel
import Ports
import Work

/// Does what follows from changes of companies: grants, letters, and leaving.
func companyJobs(_ mirror: GrantMirror, _ leavers: LeaverService) -> [JobHandler] {
  [
    JobHandler(MirrorGrants.self) { job, _ in try await mirror.mirror(job.user) },
    JobHandler(MirrorCompanyGrants.self) { job, _ in try await mirror.mirror(job.company) },
    JobHandler(ForgetLeaver.self) { job, run in try await leavers.forget(job.user, in: run) },
  ]
}

/// Mails invitations. One that is refused for good, or of no use any more, is given up at once.
func invitationLetters(
  _ post: InvitationPost, kept letters: any LetterReading, by mailer: any Mailer,
  clock: any WallClock
) -> JobHandler {
  JobHandler(SendInvitation.self) { letter, run in
    do {
      let wasSent = try await post.deliver(
        letter, kept: letters, by: mailer, as: MailID(rawValue: run.id.rawValue), at: clock.now())
      if !wasSent { throw JobDiscard("the invitation is of no use any more") }
    } catch let refusal as MailRefused {
      throw JobDiscard("\(refusal)")
    }
  }
}

/// Unlinks those who have deleted their accounts.
func leaverSubscriber(_ leavers: LeaverService) -> EventSubscriber {
  .ofLeavers(LeaverService.subscriber) { user, event in
    try await leavers.forget(user, after: event)
  }
}
