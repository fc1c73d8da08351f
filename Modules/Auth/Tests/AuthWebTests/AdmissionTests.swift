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
    let authenticator = TokenAuthenticator(
      tokens: server.tokens, revocations: server.auth.revocations)
    let told = Atomic(false)
    authenticator.onChange { told.store(true, ordering: .relaxed) }
    let admission = try await authenticator.admit(bearer: token, at: server.auth.clock.now())
    #expect(admission.current == admission.principal)
    server.auth.clock.advance(seconds: 10_000)
    await #expect(throws: Problem.self) {
      _ = try await authenticator.admit(bearer: token, at: server.auth.clock.now())
    }
    #expect(admission.current == admission.principal)
    let tooEarly = told.load(ordering: .relaxed)
    #expect(!tooEarly)
    server.auth.revocations.post(
      .sessionEnded(admission.principal.sessionID), at: server.auth.clock.now())
    #expect(admission.current == nil)
    let inTime = told.load(ordering: .relaxed)
    #expect(inTime)
  }

  @Test("An admission has the roles of now, and ends when its user is barred")
  func roles() async throws {
    let server = try await Server()
    let token = try await server.register("ada@example.com").text("access_token")
    let authenticator = TokenAuthenticator(
      tokens: server.tokens, revocations: server.auth.revocations)
    let now = server.auth.clock.now()
    let admission = try await authenticator.admit(bearer: token, at: now)
    let user = admission.principal.userID
    server.auth.revocations.post(.rolesChanged(user, epoch: 8, roles: [.support]), at: now)
    #expect(admission.current?.roles == [.support])
    server.auth.revocations.post(.userBarred(user, epoch: 9), at: now)
    #expect(admission.current == nil)
  }
}
