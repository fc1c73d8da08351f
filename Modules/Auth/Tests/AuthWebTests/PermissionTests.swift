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
}
