import Auth
import AuthTesting
import AuthWeb
import Kernel
import KernelTesting
import Realtime
import Synchronization
import Testing

@Suite struct AdmissionTests {
  @Test("An admission outlives its token and ends with its session")
  func admission() async throws {
    let server = try await Server()
    let token = try await server.register("ada@example.com").text("access_token")
    let gate = TokenAuthenticator(tokens: server.tokens, board: server.auth.board)
    let told = Atomic(false)
    gate.onChange { told.store(true, ordering: .relaxed) }
    let admission = try await gate.admit(bearer: token, at: server.auth.clock.now())
    #expect(admission.current == admission.principal)
    server.auth.clock.advance(seconds: 10_000)
    await #expect(throws: Problem.self) {
      _ = try await gate.admit(bearer: token, at: server.auth.clock.now())
    }
    #expect(admission.current == admission.principal)
    let tooEarly = told.load(ordering: .relaxed)
    #expect(!tooEarly)
    server.auth.board.post(
      .sessionEnded(admission.principal.sessionID), at: server.auth.clock.now())
    #expect(admission.current == nil)
    let inTime = told.load(ordering: .relaxed)
    #expect(inTime)
  }

  @Test("An admission has the roles of now, and ends when its user is barred")
  func roles() async throws {
    let server = try await Server()
    let token = try await server.register("ada@example.com").text("access_token")
    let gate = TokenAuthenticator(tokens: server.tokens, board: server.auth.board)
    let now = server.auth.clock.now()
    let admission = try await gate.admit(bearer: token, at: now)
    let user = admission.principal.userID
    server.auth.board.post(.rolesChanged(user, epoch: 8, roles: [.support]), at: now)
    #expect(admission.current?.roles == [.support])
    server.auth.board.post(.userBarred(user, epoch: 9), at: now)
    #expect(admission.current == nil)
  }
}
