import Foundation
import JSON
import Testing

extension ServerTests {
  /// Who belongs to companies, in a server with all that is around it.
  @Suite struct FleetMemberTests {
    /// Signs somebody up for Fleet.
    static func register(
      _ name: String, _ profile: String, at server: AtriumServer
    ) throws -> Answer {
      try server.client().post(
        "/api/fleet/auth/register",
        """
        {"email": "\(name)@example.com", "password": "\(Person.password)", "name": "\(name)",
         "profile": \(profile)}
        """)
    }

    static let supplier = """
      {"role": "supplier_company", "company_name": "Naftal", "address": "1 Rue Didouche",
       "phone_number": "+213 21", "tax_id": "0001"}
      """

    /// The grants of Fleet that somebody has, as they see themselves.
    static func grants(_ person: Person, at server: AtriumServer) throws -> [String] {
      let roles = try person.client(of: server).get("/api/auth/me").json?["roles"]
      return roles.map { $0.elements.compactMap(\.string).filter { $0.hasPrefix("fleet:") } } ?? []
    }

    @Test(
      "Whoever signs up with a company owns it, and is seen as what it is",
      arguments: StorageSet.allCases)
    func company(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let answer = try Self.register("ada", Self.supplier, at: server)
          #expect(answer.status == 201, "\(answer.text)")
          let ada = try #require(Person(email: "ada@example.com", answer))
          #expect(try Self.grants(ada, at: server) == ["fleet:supplier_company"])
          let list = try ada.client(of: server).get("/api/fleet/companies")
          let mine = try #require(list.json?["items"].flatMap { Array($0.elements).first })
          #expect(mine["name"]?.string == "Naftal" && mine["my_role"]?.string == "owner")
          let bare = try Self.register("bola", #"{"role": "consumer_company"}"#, at: server)
          #expect(bare.status == 422)
          let fields = bare.json?["errors"].map { $0.elements.map { $0["field"]?.string } }
          #expect(
            fields == ["profile.company_name", "profile.address", "profile.phone_number"])
        }
      }
    }

    @Test(
      "A driver's code that is none refuses the registration and leaves no user",
      arguments: StorageSet.allCases)
    func driver(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let profile = { (code: String) in
            #"{"role": "driver", "license_number": "L-1", "invitation_code": \#(code)}"#
          }
          let refused = try Self.register("ada", profile(#""NONSENSE""#), at: server)
          #expect(refused.status == 422)
          let error = refused.json?["errors"].flatMap { Array($0.elements).first }
          #expect(error?["field"]?.string == "profile.invitation_code")
          // The address is free.
          let waiting = try Self.register("ada", profile("null"), at: server)
          #expect(waiting.status == 201)
          let ada = try #require(Person(email: "ada@example.com", waiting))
          #expect(try Self.grants(ada, at: server) == [])
        }
      }
    }

    @Test(
      "Members are seen as such soon after they join, and as nothing soon after they are removed",
      arguments: StorageSet.allCases)
    func members(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try #require(
            Person(
              email: "ada@example.com", try Self.register("ada", Self.supplier, at: server)))
          let bola = try Person.register("Bola", at: server)
          let (owner, guest) = (ada.client(of: server), bola.client(of: server))
          let list = try owner.get("/api/fleet/companies").json?["items"]
          let id = try #require(
            list.flatMap { Array($0.elements).first }?["id"]?.string)
          let invited = try owner.post(
            "/api/fleet/companies/\(id)/invitations",
            #"{"email": "\#(bola.email)", "role": "operator"}"#)
          #expect(invited.status == 201)
          let code = try #require(invited.string("code"))
          let accepted = try guest.post(
            "/api/fleet/invitations/accept", #"{"code": "\#(code)"}"#)
          #expect(accepted.status == 200 && accepted.string("company.id") == id)
          try await eventually {
            try Self.grants(bola, at: server) == ["fleet:supplier_company"]
          }
          #expect(try guest.get("/api/fleet/companies/\(id)/members").status == 200)
          let removed = try owner.send(
            "DELETE", "/api/fleet/companies/\(id)/members/\(bola.id)")
          #expect(removed.status == 204)
          #expect(try guest.get("/api/fleet/companies/\(id)/members").status == 404)
          try await eventually { try Self.grants(bola, at: server) == [] }
        }
      }
    }

    @Test(
      "The company of somebody who deletes their account waits for another owner",
      arguments: StorageSet.allCases)
    func leaver(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try #require(
            Person(
              email: "ada@example.com", try Self.register("ada", Self.supplier, at: server)))
          let reader = try Person.register("Bola", at: server).client(of: server)
          let list = try ada.client(of: server).get("/api/fleet/companies").json?["items"]
          let id = try #require(list.flatMap { Array($0.elements).first }?["id"]?.string)
          let export = try ada.client(of: server).get("/api/auth/me/export")
          #expect(export.text.contains("memberships") && export.text.contains("Naftal"))
          let deleted = try ada.client(of: server).send(
            "DELETE", "/api/auth/me", body: #"{"password": "\#(Person.password)"}"#)
          #expect(deleted.status == 204)
          try await eventually {
            let card = try reader.get("/api/fleet/companies/\(id)").json
            return card?["user_id"]?.isNull == true && card?["is_active"]?.bool == false
          }
          #expect(try reader.get("/api/fleet/companies/\(id)").string("name") == "Naftal")
        }
      }
    }

    @Test(
      "Whoever is invited gets the code by mail, and administrators do not see it",
      arguments: [StorageSet.sqlite, .postgres])
    func letter(on set: StorageSet) async throws {
      let settings = """
        [mail]
        transport = "file"
        directory = "mail"
        [auth]
        encryption_key_file = "key"
        """
      try await Deployment.with(set, settings: settings) { deployment in
        try deployment.write("key", Data((0..<32).map { $0 }).base64EncodedString())
        try await deployment.serving { server in
          let ada = try #require(
            Person(
              email: "ada@example.com", try Self.register("ada", Self.supplier, at: server)))
          let bola = try Person.register("Bola", at: server)
          let owner = ada.client(of: server)
          let list = try owner.get("/api/fleet/companies").json?["items"]
          let id = try #require(list.flatMap { Array($0.elements).first }?["id"]?.string)
          let invited = try owner.post(
            "/api/fleet/companies/\(id)/invitations",
            #"{"email": "\#(bola.email)", "role": "viewer"}"#)
          let code = try #require(invited.string("code"))
          try await eventually { try !deployment.mails().isEmpty }
          let mails = try deployment.mails()
          #expect(mails.count == 1 && mails[0].contains(code) && mails[0].contains("Naftal"))
          #expect(mails[0].contains("To: <\(bola.email)>"))
          let admin = try deployment.administrator("root@example.com", at: server)
          let jobs = try admin.client(of: server).get(
            "/api/admin/jobs?kind=fleet.send_invitation")
          #expect(jobs.status == 200 && jobs.json?["items"]?.count == 1)
          #expect(!jobs.text.contains(code) && !jobs.text.contains(bola.email))
        }
      }
    }
  }
}
