import Auth
import Kernel
import Synchronization
import Testing

@Suite struct RevocationListTests {
  private let noon = Instant(milliseconds: 1_767_268_800_000)
  private let revocations = RevocationList(settings: AuthSettings())
  private let user = UserID(rawValue: 1)
  private let session = SessionID(rawValue: 2)

  private func claims(epoch: Int64 = 0) -> AccessClaims {
    AccessClaims(
      userID: user, sessionID: session, roles: [.user], epoch: epoch, issuedAt: noon,
      expiresAt: noon.adding(seconds: 900))
  }

  @Test("Tokens of an ended session do not count, others do")
  func ended() {
    revocations.post(.sessionEnded(SessionID(rawValue: 3)), at: noon)
    #expect(revocations.roles(of: claims()) == [.user])
    revocations.post(.sessionEnded(session), at: noon)
    #expect(revocations.roles(of: claims()) == nil)
  }

  @Test("A barred user's old tokens do not count, those made after the bar was lifted do")
  func barred() {
    revocations.post(.userBarred(user, epoch: 3), at: noon)
    #expect(revocations.roles(of: claims(epoch: 2)) == nil)
    #expect(revocations.roles(of: claims(epoch: 3)) == [.user])
  }

  @Test("New roles hold for old tokens, and the latest of them whatever the order of arrival")
  func roles() {
    revocations.post(.rolesChanged(user, epoch: 2, roles: [.admin]), at: noon)
    revocations.post(.rolesChanged(user, epoch: 1, roles: [.support]), at: noon)
    #expect(revocations.roles(of: claims()) == [.admin])
    #expect(revocations.roles(of: claims(epoch: 2)) == [.user])
  }

  @Test("Revocations are kept while a token lives that they concern, and no longer")
  func pruned() {
    revocations.post(.sessionEnded(session), at: noon)
    revocations.prune(at: noon.adding(seconds: 905))
    #expect(revocations.count == 1)
    revocations.prune(at: noon.adding(seconds: 2000))
    #expect(revocations.count == 0)
  }

  @Test("Of many revocations those that are over leave, and one that was made anew stays")
  func many() {
    for number in 0..<5_000 {
      revocations.post(.sessionEnded(SessionID(rawValue: UInt128(number))), at: noon)
      revocations.post(.userBarred(UserID(rawValue: UInt128(number)), epoch: 1), at: noon)
    }
    let later = noon.adding(seconds: 600)
    revocations.post(.sessionEnded(session), at: later)
    revocations.post(.userBarred(user, epoch: 2), at: later)
    revocations.prune(at: noon.adding(seconds: 905))
    #expect(revocations.count == 10_000)
    revocations.prune(at: noon.adding(seconds: revocations.horizon))
    #expect(revocations.count == 2)
    #expect(revocations.roles(of: claims(epoch: 1)) == nil)
    revocations.prune(at: later.adding(seconds: revocations.horizon))
    #expect(revocations.count == 0)
  }

  @Test("Whoever wants to know is told of what is new, and of nothing twice")
  func news() {
    let told = Mutex(0)
    revocations.onNews { told.withLock { $0 += 1 } }
    for _ in 0..<3 {
      revocations.post(.sessionEnded(session), at: noon)
      revocations.post(.userBarred(user, epoch: 3), at: noon)
      revocations.post(.rolesChanged(user, epoch: 2, roles: [.admin]), at: noon)
    }
    #expect(told.withLock { $0 } == 3)
    revocations.post(.userBarred(user, epoch: 2), at: noon)
    revocations.post(.rolesChanged(user, epoch: 1, roles: []), at: noon)
    #expect(told.withLock { $0 } == 3)
    revocations.post(.userBarred(user, epoch: 4), at: noon)
    #expect(told.withLock { $0 } == 4)
  }
}
