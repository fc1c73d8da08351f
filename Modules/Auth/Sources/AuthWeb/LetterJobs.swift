import Auth
import Jobs
import Kernel
import Ports
import Work

/// Sends the letters of Auth that were enqueued. One that is refused for good, or is of no use any
/// more, is given up at once; any other that fails is tried again.
func letterJobs(_ credentials: Credentials) -> JobHandler {
  JobHandler(SendLetter.self) { letter, run in
    do {
      try await credentials.send(letter, as: MailID(rawValue: run.id.rawValue))
    } catch let refusal as MailRefused {
      throw JobDiscard("\(refusal)")
    } catch let outdated as LetterOutdated {
      throw JobDiscard("\(outdated)")
    }
  }
}
