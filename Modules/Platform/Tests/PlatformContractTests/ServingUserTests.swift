import PlatformSQL
import Storage
import StorageTesting
import Testing

@Suite("The role that serves")
struct ServingUserTests {
  @Test("A superuser is one finding, an owner another, and another role than configured a third")
  func findings() async throws {
    let database = try await Engine.postgres.migratedDatabase([PlatformSQL.migrations])
    let superuser = try #require(try await ServingUser.read(from: database))
    #expect(superuser.isSuperuser && superuser.isOwner)
    let messages = superuser.findings(expecting: []).map(\.message)
    #expect(messages == ["the server serves as a superuser of Postgres"])
    #expect(superuser.findings(expecting: [superuser.name, "other"]).count == 1)
    #expect(superuser.findings(expecting: ["other"]).count == 2)
  }
}
