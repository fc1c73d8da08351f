import Auth
import Kernel
import Synchronization
import Testing

@Suite struct NoticeBoardTests {
  private let noon = Instant(milliseconds: 1_767_268_800_000)
  private let board = NoticeBoard(settings: AuthSettings())
  private let user = UserID(rawValue: 1)
  private let session = SessionID(rawValue: 2)

  private func claims(epoch: Int64 = 0) -> AccessClaims {
    AccessClaims(
      userID: user, sessionID: session, roles: [.user], epoch: epoch, issuedAt: noon,
      expiresAt: noon.adding(seconds: 900))
  }

  @Test("Tokens of an ended session do not count, others do")
  func ended() {
    board.post(.sessionEnded(SessionID(rawValue: 3)), at: noon)
    #expect(board.roles(of: claims()) == [.user])
    board.post(.sessionEnded(session), at: noon)
    #expect(board.roles(of: claims()) == nil)
  }

  @Test("A barred user's old tokens do not count, those made after the bar was lifted do")
  func barred() {
    board.post(.userBarred(user, epoch: 3), at: noon)
    #expect(board.roles(of: claims(epoch: 2)) == nil)
    #expect(board.roles(of: claims(epoch: 3)) == [.user])
  }

  @Test("New roles hold for old tokens, and the latest of them whatever the order of arrival")
  func roles() {
    board.post(.rolesChanged(user, epoch: 2, roles: [.admin]), at: noon)
    board.post(.rolesChanged(user, epoch: 1, roles: [.support]), at: noon)
    #expect(board.roles(of: claims()) == [.admin])
    #expect(board.roles(of: claims(epoch: 2)) == [.user])
  }

  @Test("Notices are kept while a token lives that they concern, and no longer")
  func pruned() {
    board.post(.sessionEnded(session), at: noon)
    board.prune(at: noon.adding(seconds: 905))
    #expect(board.count == 1)
    board.prune(at: noon.adding(seconds: 2000))
    #expect(board.count == 0)
  }

  @Test("Whoever wants to know is told of what is new, and of nothing twice")
  func news() {
    let told = Mutex(0)
    board.onNews { told.withLock { $0 += 1 } }
    for _ in 0..<3 {
      board.post(.sessionEnded(session), at: noon)
      board.post(.userBarred(user, epoch: 3), at: noon)
      board.post(.rolesChanged(user, epoch: 2, roles: [.admin]), at: noon)
    }
    #expect(told.withLock { $0 } == 3)
    board.post(.userBarred(user, epoch: 2), at: noon)
    board.post(.rolesChanged(user, epoch: 1, roles: []), at: noon)
    #expect(told.withLock { $0 } == 3)
    board.post(.userBarred(user, epoch: 4), at: noon)
    #expect(told.withLock { $0 } == 4)
  }
}
