import AuthTesting
import Foundation
import JSON
import Testing

private let rsa = IssuerKey.rsa(kid: "rsa-1")

extension ServerTests {
  /// Ways in that are added to an account, and taken away again.
  @Suite struct IdentityTests {
    @Test(
      "A linked identity opens the account until it is unlinked, and opens no second one",
      arguments: StorageSet.allCases)
    func linking(on set: StorageSet) async throws {
      let issuer = try LocalIssuer(rsa)
      defer { issuer.stop() }
      try await Deployment.with(set, settings: issuer.settings()) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let bola = try Person.register("Bola", at: server)
          let token = rsa.token(try issuer.claims(["email_verified": false]))
          func link(_ person: Person, _ more: String = "") throws -> Answer {
            try person.client(of: server).post(
              "/api/ajo/auth/identities/google", #"{"id_token": "\#(token)"\#(more)}"#)
          }
          let wrong = try link(ada, #", "password": "not the one""#)
          #expect(wrong.status == 403 && wrong.code == "wrong_password", "\(wrong.text)")
          let linked = try link(ada, #", "password": "\#(Person.password)""#)
          #expect(linked.status == 201 && linked.string("provider") == "google", "\(linked.text)")
          let id = try #require(linked.string("id"))
          #expect(linked["Location"] == "/api/ajo/auth/identities/\(id)")
          #expect(try link(ada).status == 200)
          let taken = try link(bola)
          #expect(taken.status == 409 && taken.code == "identity_taken")

          let entered = try server.client().signIn(by: token)
          #expect(entered.status == 200 && entered.string("user.id") == ada.id)
          let path = "/api/auth/identities/\(id)"
          #expect(try bola.client(of: server).get(path).status == 404)
          #expect(try bola.client(of: server).send("DELETE", path).status == 404)
          #expect(try ada.client(of: server).send("DELETE", path).status == 204)
          #expect(try ada.client(of: server).get(path).status == 404)
          // Nobody's any more: it makes an account of its own.
          let anew = try server.client().signIn(by: token)
          #expect(anew.status == 201 && anew.string("user.id") != ada.id, "\(anew.text)")
        }
      }
    }

    @Test("The last way in stays, until there is another", arguments: StorageSet.allCases)
    func last(on set: StorageSet) async throws {
      let issuer = try LocalIssuer(rsa)
      defer { issuer.stop() }
      let settings = issuer.settings() + "\n" + issuer.settings("apple")
      try await Deployment.with(set, settings: settings) { deployment in
        try await deployment.serving { server in
          let chidi = try server.client().signIn(by: rsa.token(issuer.claims()))
          let client = server.client(chidi.string("access_token"))
          let list = try client.get("/api/auth/identities").json?["items"]?.elements
          let id = try #require(list?.compactMap { $0["id"]?.string }.first)
          let path = "/api/auth/identities/\(id)"
          let refused = try client.send("DELETE", path)
          #expect(refused.status == 409 && refused.code == "last_sign_in_method")
          let apple = rsa.token(try issuer.claims(["sub": "001.a"]))
          let linked = try client.post(
            "/api/auth/identities/apple", #"{"id_token": "\#(apple)"}"#)
          #expect(linked.status == 201, "\(linked.text)")
          #expect(try client.send("DELETE", path).status == 204)
          let entered = try server.client().signIn(by: apple, at: "apple")
          #expect(entered.string("user.id") == chidi.string("user.id"))
        }
      }
    }
  }
}
