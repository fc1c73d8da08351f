import Auth
import Kernel
import KernelTesting
import Testing

@Suite struct RoleAndCodeTests {
  @Test("Roles, and grants within a context, are well-formed")
  func wellFormed() {
    for role in ["user", "admin", "support", "fleet:driver", "booking:staff_2"] {
      #expect(Role(role).isWellFormed, "\(role)")
    }
    for role in ["", "superuser", "fleet:", ":driver", "a:b:c", "Fleet:driver", "fleet:dri ver"] {
      #expect(!Role(role).isWellFormed, "\(role)")
    }
  }

  @Test("A referral code is read however it was typed")
  func typed() {
    #expect(ReferralCode("abcd-0o1l")?.text == "ABCD0011")
    #expect(ReferralCode("ABCD001") == nil)
    #expect(ReferralCode("ABCD00111") == nil)
    #expect(ReferralCode("ABCDU011") == nil)
    let made = ReferralCode(from: SeededRandom(seed: 3))
    #expect(ReferralCode(made.text) == made)
  }
}
