import Foundation
import Glibc
import Testing

extension ServerTests {
  /// What lies between the programs and whatever starts them: docs/decisions/0031.
  @Suite struct ProcessEdgeTests {
    private static let links = [
      "ATRIUM_PORT": "tcp://10.0.0.7:8080", "ATRIUM_SERVICE_HOST": "10.0.0.7",
      "ATRIUM_PORT_8080_TCP_ADDR": "10.0.0.7", "ATRIUM_SERVER_SERVICE_PORT": "8080",
    ]

    @Test("Variables of a Kubernetes Service are told by every program and stop none")
    func serviceLinks() async throws {
      try await Deployment.with(.sqlite) { deployment in
        for (program, arguments) in [
          ("atrium-migrate", ["apply"]), ("atrium", ["user", "list"]),
        ] {
          let outcome = try Programs.run(
            program, arguments, environment: Self.links, in: deployment.folder)
          #expect(outcome.exitCode == 0, "\(program): \(outcome.errors)")
          #expect(outcome.errors.contains("ATRIUM_PORT and 3 more"), "\(outcome.errors)")
        }
        let check = try Programs.run(
          "atrium", ["config", "check", "--json"], environment: Self.links, in: deployment.folder)
        #expect(check.exitCode == 0 && check.errors.isEmpty, "\(check.errors)")
        #expect(check.output.contains("ATRIUM_PORT and 3 more"))
        let server = try ChildProcess(
          "\(Programs.folder)/atrium-server", [], environment: Self.links, in: deployment.folder)
        defer { server.signal(SIGKILL) }
        #expect(server.errors.line(containing: "\"listening\"", within: 60) != nil)
        #expect(server.errors.textSoFar.contains("ATRIUM_PORT and 3 more"))
      }
    }

    @Test("A variable that is misspelt is refused by the program that would act on another")
    func misspelt() async throws {
      try await Deployment.with(.sqlite) { deployment in
        let variable = ["ATRIUM_STORAGE_DEFAUT": "sqlite:other.db"]
        for (program, arguments, code) in [
          ("atrium-server", [], 78), ("atrium", ["config", "check"], 78),
          ("atrium-migrate", ["apply"], 64),
        ] as [(String, [String], Int32)] {
          let outcome = try Programs.run(
            program, arguments, environment: variable, in: deployment.folder)
          #expect(outcome.exitCode == code, "\(program): \(outcome.errors)")
          #expect(outcome.errors.contains("did you mean `ATRIUM_STORAGE_DEFAULT`?"))
        }
        let other = try Programs.run(
          "atrium-migrate", ["apply"], environment: ["ATRIUM_HTTP_BODY_LIMT": "1"],
          in: deployment.folder)
        #expect(other.exitCode == 0, "\(other.errors)")
      }
    }

    @Test(
      "A key that is misspelt is refused by the program that would act on another database",
      arguments: [
        ("[storage]\nurl = \"sqlite:other.db\"", "unknown key `storage.url`"),
        ("[storage]\ndefaut = \"sqlite:other.db\"", "did you mean `storage.default`?"),
        ("[storge]\ndefault = \"sqlite:other.db\"", "did you mean `storage`?"),
        ("[storage.fleeet]\nurl = \"sqlite:other.db\"", "did you mean `storage.fleet.url`?"),
        ("context = [\"auth\"]", "did you mean `contexts`?"),
        ("mode = \"developement\"", "`mode` must be"),
      ])
    func misspeltKey(lines: String, complaint: String) async throws {
      try await Deployment.with(.sqlite) { deployment in
        try deployment.write("atrium.toml", lines + "\n")
        let outcome = try Programs.run("atrium-migrate", ["apply"], in: deployment.folder)
        #expect(outcome.exitCode == 64 && outcome.errors.contains(complaint), "\(outcome.errors)")
        #expect(access("\(deployment.folder)/atrium.db", F_OK) != 0)
      }
    }

    @Test("Mistakes of the server's own settings do not keep a release from migrating")
    func serversMistakes() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try deployment.write(
          "atrium.toml",
          "[storage]\ndefault = \"sqlite:real.db\"\n[http]\nbody_limt = 1\ndrain_grace = 5\n")
        let outcome = try Programs.run("atrium-migrate", ["apply"], in: deployment.folder)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(access("\(deployment.folder)/real.db", F_OK) == 0)
      }
    }

    @Test("In development migrations go to the database that .env names, as the server's data do")
    func dotEnv() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try deployment.write("atrium.toml", "mode = \"development\"\n")
        try deployment.write(".env", "ATRIUM_STORAGE_DEFAULT=sqlite:named.db\n")
        let outcome = try Programs.run("atrium-migrate", ["apply"], in: deployment.folder)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(access("\(deployment.folder)/named.db", F_OK) == 0)
      }
    }

    @Test(
      "What a server refuses its configuration for, the check refuses, and the reverse",
      arguments: [
        ("[rate_limit]\nroutes = [\"POST /nowhere = 1/1s\"]", 78),
        ("[rate_limit]\nroutes = [\"GET /metrics = 100/1s\"]", 0),
        ("[storage]\ndefault = \"postgresql://u%zz@h/d\"", 78),
        ("[storage]\ndefault = \"postgresql://h:abc/d\"", 78),
        ("[storage]\ndefault = \"postgresql://a:b@SECOND@h/d\"", 78),
        ("[storage]\ndefault = \"sqlite:x.db \"", 78),
        ("[storage]\ndefault = \"sqlite:x.db?mode=ro\"", 78),
        ("[storage]\ndefault = \"sqlite:real.db\"\nauth.url = \"sqlite:link.db\"", 78),
        ("[storage]\ndefault = \"sqlite:real.db\"\nauth.url = \"sqlite:./real.db\"", 0),
        ("[storage]\ndefault = \"postgresql://h/d?sslmode=bogus\"", 78),
        ("[http]\ncors_origins = [\"https://app.example/spa\"]", 78),
        ("[http]\ncors_origins = [\"https://127.1\"]", 78),
        ("[http]\ndrain_grace = \"10s\"\ndrain_limit = \"5s\"", 78),
        ("[http]\ndrain_grace = \"60s\"", 78),
        ("[http]\nmax_target_bytes = \"8 KiB\"\nmax_header_bytes = \"4 KiB\"", 78),
        ("[auth]\naccess_lifetime = \"2h\"\nrefresh_lifetime = \"1h\"", 78),
        ("[auth]\nissuer = \"https://auth.example/\"", 78),
        ("[auth]\nissuer = \"http://auth.example\"", 78),
        ("[auth]\nissuer = \"https://auth.example\"", 0),
        ("[auth.social.google]\nissuer = \"https://accounts.google.com/\"", 78),
        ("[auth.social.google]\nissuer = \"accounts.google.com\"", 78),
        ("[mail]\nfrom = \"nobody\"", 78), ("[mail]\nfrom = \"Atrium <a@b> c\"", 78),
        ("[mail]\nfrom = \"Atrium <no-reply@1.2.3.4>\"", 78),
        ("[mail]\nfrom = \"Atrium, Inc. <no-reply@example.com>\"", 0),
        ("[admin]\nemail = \"boss@example.com\"", 78),
        ("contexts = [\"ajo\"]", 78),
      ])
    func check(_ settings: String, _ code: Int32) async throws {
      try await Deployment.with(.sqlite) { deployment in
        let lines = settings.hasPrefix("contexts") ? "" : "listen = \"127.0.0.1:0\"\n"
        try deployment.write("atrium.toml", lines + settings + "\n")
        try deployment.write("real.db", "")
        try FileManager.default.createSymbolicLink(
          atPath: deployment.folder + "/link.db", withDestinationPath: "real.db")
        let check = try deployment.run("atrium", "config", "check")
        #expect(check.exitCode == code, "\(check.errors)")
        #expect(!check.errors.contains("SECOND"))
        if code == 0 {
          let server = try deployment.start()
          server.kill()
        } else {
          let refusal = try deployment.run("atrium-server")
          #expect(refusal.exitCode == code, "\(refusal.errors)")
          #expect(!refusal.errors.contains("SECOND"))
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: deployment.folder)
        #expect(!left.contains { $0.hasPrefix("x.db") })
      }
    }

    @Test("A worker keeps the rules for routes that only others serve")
    func workerRules() async throws {
      try await Deployment.with(
        .sqlite, settings: "[rate_limit]\nroutes = [\"POST /api/auth/login = 10/60s\"]"
      ) { deployment in
        let worker = try AtriumServer(deployment, arguments: ["--role", "worker"])
        worker.kill()
      }
    }

    @Test("A password that a file ends with a line end opens the first administrator's account")
    func adminPassword() async throws {
      try await Deployment.with(.sqlite) { deployment in
        let server = try ChildProcess(
          "\(Programs.folder)/atrium-server", [],
          environment: [
            "ATRIUM_ADMIN_EMAIL": "boss@example.com\n",
            "ATRIUM_ADMIN_PASSWORD": "correct horse 7\r\n",
          ], in: deployment.folder)
        #expect(server.errors.line(containing: "\"listening\"", within: 60) != nil)
        server.signal(SIGKILL)
        _ = server.exitCode(within: 30)
        try await deployment.serving { server in
          let login = try server.client().post(
            "/api/auth/login",
            #"{"email":"boss@example.com","password":"correct horse 7"}"#)
          #expect(login.status == 200)
        }
        let refusal = try Programs.run(
          "atrium", ["user", "create", "--email", "a@example.com", "--password", "eight\nletters"],
          in: deployment.folder)
        #expect(refusal.exitCode == 64, "\(refusal.errors)")
      }
    }

    @Test("With its standard streams closed a program writes to no file of its own by mistake")
    func closedStreams() async throws {
      try await Deployment.with(.sqlite) { deployment in
        let folder = Programs.folder
        for command in ["atrium-migrate apply", "atrium user list", "atrium config show"] {
          let outcome = try shell("\(folder)/\(command) <&- >&- 2>/dev/null", in: deployment)
          #expect(outcome.exitCode == 70, "\(command)")
        }
        for command in ["atrium-migrate status", "atrium user list"] {
          let outcome = try shell("\(folder)/\(command) <&- 2>&-", in: deployment)
          #expect(outcome.exitCode == 0, "\(command): \(outcome.output)")
        }
        let script = """
          \(folder)/atrium-server <&- >&- 2>&- & server=$!
          until ls -l /proc/$server/fd 2>/dev/null | grep -q atrium.db-wal; do sleep 0.05; done
          ls -l /proc/$server/fd | grep -E ' [012] -> '; kill $server; wait $server; echo $?
          """
        let server = try shell(script, in: deployment)
        #expect(server.output.components(separatedBy: "/dev/null").count == 4, "\(server.output)")
        #expect(server.output.hasSuffix("\n0\n"), "\(server.output)")
        #expect(try deployment.run("atrium", "ledger", "verify").exitCode == 0)
      }
    }

    @Test("Nothing is made that is shown only once where it could not be shown")
    func shownOnce() async throws {
      try await Deployment.with(.sqlite) { deployment in
        let command = "\(Programs.folder)/atrium user create --email ops@example.com"
        for target in [">/dev/full", ">&-", "> >(exec true); wait $!"] {
          _ = try shell("\(command) \(target)", in: deployment)
        }
        let full = try shell("\(command) >/dev/full", in: deployment)
        #expect(full.exitCode == 70)
        #expect(full.errors.contains("nothing was done"), "\(full.errors)")
        let users = try deployment.run("atrium", "user", "list", "--json")
        #expect(!users.output.contains("ops@example.com"))
      }
    }

    @Test("A file that a program makes is its owner's alone, whatever the mask was")
    func mask() async throws {
      try await Deployment.with(.sqlite) { deployment in
        let script = """
          umask 000
          \(Programs.folder)/atrium-migrate apply >/dev/null
          \(Programs.folder)/atrium backup --to backup >/dev/null
          find . -name 'atrium.*' ! -name atrium.toml -perm /077; find backup -perm /077
          """
        let outcome = try shell(script, in: deployment)
        #expect(outcome.output == "", "\(outcome.output)\(outcome.errors)")
      }
    }

    @Test("Asked to end while it starts, a server ends", arguments: [SIGTERM, SIGINT, SIGHUP])
    func endWhileStarting(_ signal: Int32) async throws {
      try await Deployment.with(.sqlite) { deployment in
        // Postgres that takes connections and says nothing.
        let silent = try ListeningPort()
        try deployment.write(
          "atrium.toml",
          """
          [storage]
          default = "postgresql://a@127.0.0.1:\(silent.port)/a?connect_timeout=0"
          """)
        let server = try ChildProcess(
          "\(Programs.folder)/atrium-server", [], in: deployment.folder)
        silent.awaitConnection()
        server.signal(signal)
        #expect(server.exitCode(within: 60) == 0)
      }
    }

    @Test("A second SIGINT does not wait for what is under way")
    func secondInterrupt() async throws {
      try await Deployment.with(
        .sqlite, settings: "[http]\ndrain_grace = \"600s\"\ndrain_limit = \"3600s\""
      ) { deployment in
        let server = try deployment.start()
        server.process.signal(SIGINT)
        #expect(server.process.errors.line(containing: "\"draining\"", within: 60) != nil)
        server.process.signal(SIGTERM)
        server.process.signal(SIGINT)
        #expect(server.process.exitCode(within: 60) == 128 + SIGINT)
      }
    }

    @Test("A database that is removed under the server is told, by probes, answers and the log")
    func removedDatabase() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try await deployment.serving { server in
          let file = deployment.folder + "/atrium.db"
          try FileManager.default.moveItem(atPath: file, toPath: file + ".away")
          let client = server.client()
          let body =
            #"{"email":"a@example.com","password":"correct horse 7","name":"A"}"#
          #expect(try client.post("/api/auth/register", body).status == 503)
          #expect(try client.get("/readyz").status == 503)
          let line = server.process.errors.line(
            containing: "\"the server is not ready\"", within: 60)
          #expect(line?.contains("was removed, moved or replaced") == true, "\(line ?? "")")
          try FileManager.default.moveItem(atPath: file + ".away", toPath: file)
          #expect(try client.get("/readyz").status == 200)
          #expect(try client.post("/api/auth/register", body).status == 201)
        }
      }
    }

    @Test("A log of changes that is removed under the server is told by probes and answers")
    func removedLog() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try await deployment.serving { server in
          let client = server.client()
          #expect(try client.get("/readyz").status == 200)
          try FileManager.default.removeItem(atPath: deployment.folder + "/atrium.db-wal")
          #expect(try client.get("/readyz").status == 503)
          let body =
            #"{"email":"a@example.com","password":"correct horse 7","name":"A"}"#
          #expect(try client.post("/api/auth/register", body).status == 503)
        }
      }
    }

    @Test("A second SIGINT ends a server at once that cannot write its log")
    func secondInterruptBehindFullPipe() async throws {
      try await Deployment.with(.sqlite) { deployment in
        let port = try FreePort.find()
        try deployment.write(
          "atrium.toml",
          """
          listen = "127.0.0.1:\(port)"
          [storage]
          default = "sqlite:atrium.db"
          [http]
          drain_grace = "600s"
          drain_limit = "3600s"
          """)
        let script = """
          mkfifo log; exec 3<>log
          dd if=/dev/zero of=log bs=4096 oflag=nonblock 2>/dev/null
          \(Programs.folder)/atrium-server 2>log & server=$!
          status() {
            exec 4<>/dev/tcp/127.0.0.1/\(port) || return
            printf 'GET /readyz HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n' >&4
            head -1 <&4; exec 4>&-
          }
          until status 2>/dev/null | grep -q ' 200 '; do kill -0 $server || exit 1; done
          kill -INT $server
          until status 2>/dev/null | grep -q ' 503 '; do kill -0 $server || exit 2; done
          kill -INT $server; wait $server; echo $?
          """
        let outcome = try shell(script, in: deployment)
        #expect(outcome.output == "130\n", "\(outcome.exitCode) \(outcome.errors)")
      }
    }

    private func shell(_ script: String, in deployment: Deployment) throws -> Programs.Outcome {
      try Programs.run("/bin/bash", ["-c", script], in: deployment.folder)
    }
  }
}
