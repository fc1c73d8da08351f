import Ajo
import AjoTesting
import ContextKit
import JSON
import Kernel
import KernelTesting
import Ports
import Router
import StorageTesting
import Testing
import WebTesting

@testable import AjoWeb

/// What a profile may be changed to.
@Suite struct ProfilePatchTests {
  private struct Told: ResponseBody {
    static let shape = Shape<Told>("Told", .string("done") { _ in "yes" })
  }

  @Test(
    "A picture's address begins with http or https; what is none is told so",
    arguments: [
      (#""""#, "invalid_url"), (#""x""#, "invalid_url"), (#""https://""#, "invalid_url"),
      (#""ftp://example.com/a""#, "invalid_url"), (#""javascript:alert(1)""#, "invalid_url"),
      (#""https://example.com/a.png""#, nil), ("null", nil),
    ])
  func picture(_ address: String, _ code: String?) async throws {
    let fixture = try await AjoFixture(on: .sqlite)
    let site = try Site(
      fixture,
      routes: [
        .patch("/me", permission: .changeOwnProfile, summary: "Change") {
          (_, _: ProfilePatch) in Told()
        }
      ],
      below: "", clock: fixture.clock, ids: fixture.ids, report: { Issue.record($0) })
    let ada = try await fixture.user("ada")
    let answer = await site.patch("/me", #"{"avatar_url": \#(address)}"#, as: ada)
    #expect(answer.status == (code == nil ? 200 : 422))
    let errors = answer.json?["errors"].map { Array($0.elements) } ?? []
    #expect(errors.map { $0["code"]?.string } == (code.map { [$0] } ?? []))
  }
}
