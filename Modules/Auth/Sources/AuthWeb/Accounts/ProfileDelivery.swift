import Auth
import ContextKit
import Kernel
import Observability
import Ports
import Router

/// Hands what new users told a context over to it.
///
/// Two contexts may keep their data in two databases, so there is no transaction around both. The
/// profile is kept with the user first, and removed once the context has it: whatever stops the
/// server in between, the profile is handed over again.
struct ProfileDelivery: Sendable {
  let accounts: Accounts
  let all: AllOffers
  let log: Logger?

  /// Hands over the profile of a registration that is about to be answered.
  /// - Throws: `Problem`, if the context does not want it; then there is no such user any more.
  func deliver(_ profile: ContextProfile, of user: UserID) async throws {
    guard let host = host(profile.context) else { return }
    do {
      try await host.keep(Array(profile.text.utf8), of: user)
    } catch let refusal as ProfileRefused {
      do {
        try await accounts.withdraw(user)
      } catch let objection as DeletionRefused {
        // Somebody has sent them money already, so they stay. They can tell the context anew.
        note("a profile was refused, and its user stays", user, objection)
        try await accounts.settleProfile(of: user)
        return
      } catch let other as DeletionUnderWay {
        // An administrator deletes them. If they stay nevertheless, the context is asked again.
        note("a profile was refused, and its user is being deleted", user, other)
        return
      }
      throw refusal.problem
    } catch {
      // The user is there, and the context gets the profile when it can be had again.
      note("a profile could not be handed over yet", user, error)
      return
    }
    do {
      try await accounts.settleProfile(of: user)
    } catch {
      note("a profile will be handed over twice", user, error)
    }
  }

  /// Hands over what waits, every now and then, until the task is cancelled.
  func run() async throws {
    while !Task.isCancelled {
      try await deliverOverdue()
      try await Task.sleep(for: .seconds(5))
    }
  }

  /// Hands over what its registration could not. A context that cannot be had, or does not take
  /// some profiles, keeps nobody else waiting.
  func deliverOverdue() async throws {
    for context in all.contexts {
      guard let host = context.offers.registration else { continue }
      var last: UserID?
      repeat {
        let page = try await accounts.overdueProfiles(for: context.context, after: last)
        last = try await deliver(page, to: host) ? page.last?.userID : nil
      } while last != nil
    }
  }

  /// Hands over a page of profiles.
  /// - Returns: whether the context could be had.
  private func deliver(
    _ page: [PendingProfile], to host: RegistrationProfile
  ) async throws -> Bool {
    for pending in page {
      do {
        try await host.keep(Array(pending.text.utf8), of: pending.userID)
      } catch let refusal as ProfileRefused {
        // They may have been told that they are a user, so they stay. They can tell the context
        // anew.
        note("a profile was refused after its registration", pending.userID, refusal.problem)
      } catch let error as any Unavailability {
        note("profiles could not be handed over yet, from this one on", pending.userID, error)
        return false
      } catch {
        note("a profile could not be handed over yet", pending.userID, error)
        continue
      }
      try await accounts.settleProfile(of: pending.userID)
    }
    return true
  }

  private func host(_ context: String) -> RegistrationProfile? {
    all[context]?.registration
  }

  private func note(_ message: String, _ user: UserID, _ error: any Error) {
    log?.warning(message, ["user_id": .string("\(user)"), "reason": .string("\(error)")])
  }
}
