import Foundation
import JSON
import Kernel
import Storage
import Testing

extension ServerTests {
  /// Jobs and schedules, as operators meet them.
  @Suite struct JobTests {
    @Test(
      "Operators list, show, retry and cancel jobs, over HTTP and from the console",
      arguments: [StorageSet.sqlite, .postgres])
    func operators(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let admin = try deployment.administrator("root@example.com", at: server)
            .client(of: server)
          let ids = try (1...3).map { try deployment.enqueue(number: $0) }
          let list = try admin.get("/api/admin/jobs?limit=2&kind=test.nobody")
          #expect(list.json?["items"]?.elements.map { $0["id"]?.string } == [ids[2], ids[1]])
          let cursor = try #require(list.string("next_cursor"))
          let rest = try admin.get("/api/admin/jobs?limit=2&kind=test.nobody&cursor=\(cursor)")
          #expect(rest.json?["items"]?.elements.map { $0["id"]?.string } == [ids[0]])
          #expect(try admin.get("/api/admin/jobs?state=wrong").status == 422)

          let job = try admin.get("/api/admin/jobs/\(ids[0])")
          #expect(job.json?["args"]?["password"]?.string == "***")
          #expect(job.json?["args"]?["n"]?.int64 == 1)
          #expect(job.string("state") == "available")

          let cancelled = try admin.post("/api/admin/jobs/\(ids[0])/cancel", "")
          #expect(cancelled.status == 200 && cancelled.string("state") == "cancelled")
          #expect(try admin.post("/api/admin/jobs/\(ids[0])/cancel", "").status == 409)
          #expect(try admin.post("/api/admin/jobs/\(ids[1])/retry", "").status == 409)
          let retried = try admin.post("/api/admin/jobs/\(ids[0])/retry", "")
          #expect(retried.status == 200 && retried.string("state") == "available")
          #expect(
            try admin.get("/api/admin/jobs/00000000-0000-7000-8000-000000000000").status == 404)

          let shown = try deployment.run("atrium", "jobs", "cancel", ids[2], "--json")
          #expect(shown.exitCode == 0 && shown.output.contains(#""state":"cancelled""#))
          let listed = try deployment.run(
            "atrium", "jobs", "list", "--state", "cancelled", "--json")
          #expect(listed.output.contains(ids[2]) && !listed.output.contains(ids[0]))

          let ada = try Person.register("Ada", at: server).client(of: server)
          #expect(try ada.get("/api/admin/jobs").status == 403)
          #expect(try ada.get("/api/admin/schedules").status == 403)
          #expect(try admin.get("/api/admin/schedules").status == 200)
          #expect(try admin.post("/api/admin/schedules/none.such/run", "").status == 404)
        }
      }
    }

    @Test(
      "Calling off the job of a webhook's delivery gives the delivery up",
      arguments: [StorageSet.sqlite, .postgres])
    func delivery(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        // Nothing is delivered by a server that runs no jobs.
        let server = try AtriumServer(deployment, arguments: ["--role", "web"])
        defer { server.kill() }
        let admin = try deployment.administrator("root@example.com", at: server).client(of: server)
        let webhook = try admin.post(
          "/api/admin/webhooks", #"{"url": "https://receiver.example/", "events": ["*"]}"#)
        let id = try #require(webhook.string("id"))
        #expect(try admin.post("/api/admin/webhooks/\(id)/test", "").status == 202)
        let jobs = try admin.get("/api/admin/jobs?kind=webhook.deliver&context=platform")
        let ids = jobs.json?["items"]?.elements.compactMap { $0["id"]?.string } ?? []
        let job = try #require(ids.first)
        #expect(try admin.post("/api/admin/jobs/\(job)/cancel", "").status == 200)
        let deliveries = try admin.get("/api/admin/webhooks/\(id)/deliveries")
        let items = deliveries.json?["items"]?.elements.map { $0 } ?? []
        #expect(items.map { $0["state"]?.string } == ["failed"])
        let retried = try admin.post("/api/admin/jobs/\(job)/retry", "")
        #expect(retried.status == 200 && retried.string("state") == "available")
        let taken = try admin.get("/api/admin/webhooks/\(id)/deliveries").json?["items"]
        #expect(taken?.elements.map { $0["state"]?.string } == ["pending"])
        #expect(try admin.post("/api/admin/jobs/\(job)/cancel", "").status == 200)
        #expect(
          try admin.send(
            "PATCH", "/api/admin/webhooks/\(id)", [], body: #"{"state": "disabled"}"#
          ).status == 200)
        let refused = try admin.post("/api/admin/jobs/\(job)/retry", "")
        #expect(refused.status == 409 && refused.string("code") == "webhook_disabled")
        #expect(
          try admin.send(
            "PATCH", "/api/admin/webhooks/\(id)", [], body: #"{"state": "active"}"#
          ).status == 200)
        let again = try #require(items.first?["id"]?.string)
        #expect(
          try admin.post("/api/admin/webhook-deliveries/\(again)/redeliver", "").status == 202)
      }
    }

    @Test("A worker answers only probes, and a wrong role is wrong usage")
    func roles() async throws {
      try await Deployment.with(.sqlite) { deployment in
        let worker = try AtriumServer(deployment, arguments: ["--role", "worker"])
        #expect(try worker.client().get("/readyz").status == 200)
        #expect(try worker.client().get("/api/ajo/wallet").status == 404)
        worker.terminate()
        #expect(worker.process.exitCode(within: 10) == 0)
        let web = try AtriumServer(deployment, arguments: ["--role=web"])
        #expect(try web.client().get("/api/ajo/wallet").status == 401)
        web.kill()
        #expect(
          try Programs.run("atrium-server", ["--role", "other"], in: deployment.folder).exitCode
            == 64)
      }
    }
  }
}

extension Deployment {
  /// Enqueues a job that no handler takes.
  fileprivate func enqueue(number: Int) throws -> String {
    let connection = try connect(to: "auth")
    defer { connection.close() }
    let id = "01890000-0000-7000-8000-00000000000\(number)"
    let bound = UInt128(id.filter { $0 != "-" }, radix: 16) ?? 0
    let now = Instant(milliseconds: 1_767_268_800_000)
    try connection.execute(
      """
      INSERT INTO platform_jobs (id, context, kind, state, args, max_attempts, scheduled_at,
        created_at)
      VALUES (\(bound), 'test', 'test.nobody', 'available',
        \(#"{"n":\#(number),"password":"open"}"#), 3, \(now), \(now))
      """)
    return id
  }
}
