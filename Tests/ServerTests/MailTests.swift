import Foundation
import JSON
import Testing

extension ServerTests {
  /// Mails of whole servers.
  @Suite struct MailTests {
    @Test(
      "A mail that a killed server had answered for is sent by the next one, and never again",
      arguments: [StorageSet.sqlite, .postgres])
    func killed(on set: StorageSet) async throws {
      let settings = """
        [mail]
        transport = "file"
        directory = "mail"
        """
      try await Deployment.with(set, settings: settings) { deployment in
        // A server that runs no jobs stands for one that dies before it comes to them.
        let dying = try AtriumServer(deployment, arguments: ["--role", "web"])
        defer { dying.kill() }
        let ada = try Person.register("Ada", at: dying)
        for email in [ada.email, "nobody@example.com"] {
          let answer = try dying.client().post(
            "/api/auth/password/forgot", #"{"email": "\#(email)"}"#)
          #expect(answer.status == 202, "\(answer.text)")
        }
        let admin = try deployment.administrator("root@example.com", at: dying)
        #expect(try deployment.mails() == [])
        let waiting = try admin.client(of: dying).letters()
        // One of them is to nobody, so that a request tells nobody who has an account.
        #expect(waiting.map { $0["state"]?.string } == ["available", "available"])
        dying.kill()

        try await deployment.serving { server in
          let client = admin.client(of: server)
          // Each look takes as long as a request does; a mail that is never sent ends the test.
          let deadline = ContinuousClock.now + .seconds(60)
          while try client.letters().contains(where: { $0["state"]?.string != "completed" }) {
            try #require(ContinuousClock.now < deadline, "no mail was sent")
          }
          let mails = try deployment.mails()
          #expect(mails.count == 1)
          let mail = try #require(mails.first)
          #expect(mail.contains("To: <\(ada.email)>"))
          let token = try #require(mail.components(separatedBy: "token=").last)
            .prefix { !$0.isWhitespace }
          let reset = try server.client().post(
            "/api/auth/password/reset",
            #"{"token": "\#(token)", "new_password": "a quite other password"}"#)
          #expect(reset.status == 204, "\(reset.text)")
        }
      }
    }
  }
}

extension Client {
  /// The letters of Auth as the list of jobs shows them, newest first.
  fileprivate func letters() throws -> [JSONValue] {
    let answer = try get("/api/admin/jobs?kind=auth.send_letter")
    #expect(answer.status == 200, "\(answer.text)")
    return answer.json?["items"]?.elements.map { $0 } ?? []
  }
}

extension Deployment {
  /// The mails that were written to the folder `mail`.
  func mails() throws -> [String] {
    let directory = "\(folder)/mail"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return try names.filter { $0.hasSuffix(".eml") }.map {
      try String(contentsOfFile: "\(directory)/\($0)", encoding: .utf8)
    }
  }
}
