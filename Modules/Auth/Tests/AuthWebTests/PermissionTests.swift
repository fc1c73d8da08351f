import AuthWeb
import Kernel
import Router
import Testing

@Suite struct PermissionTests {
  @Test("Whatever touches other people's accounts asks for an administrator")
  func administration() {
    for permission in [Permission.listUsers, .moderateUsers, .assignRoles] {
      #expect(permission.rule == .anyRole([.admin]), "\(permission.name)")
    }
  }

  @Test("No API key can have what manages credentials")
  func credentials() {
    let forPeople = [
      Permission.ownAccount, .ownSessions, .ownPin, .ownKeys, .ownIdentities, .ownOrAnyAccount,
      .assignRoles,
    ]
    for permission in forPeople { #expect(!permission.isForKeys, "\(permission.name)") }
    #expect(Permission.readOwnAccount.isForKeys)
  }
}
