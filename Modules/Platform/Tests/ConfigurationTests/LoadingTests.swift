import Configuration
import Testing

@Suite("Loading the configuration")
struct LoadingTests {
  @Test("Without a word every setting has its default")
  func defaults() throws {
    let configuration = try Sample.load()
    #expect(configuration[Sample.listen].description == "127.0.0.1:8080")
    #expect(configuration[Sample.contexts] == ["auth", "ajo"])
    #expect(configuration[Sample.timeout] == .seconds(20))
    #expect(configuration[Sample.jwks] == nil)
    #expect(configuration[Sample.secret] == nil)
    #expect(configuration[Sample.colour] == .red)
    #expect(configuration[DeploymentMode.setting] == .production)
    #expect(configuration.named(Sample.mount).isEmpty)
    #expect(!configuration.isSet(Sample.listen))
  }

  @Test("The file sets what it names")
  func file() throws {
    let configuration = try Sample.load(
      """
      listen = "[::1]:9090"
      contexts = ["auth"]
      colour = "green"
      mode = "development"
      [ajo]
      pin.required = true
      time_zone = "UTC"
      [http]
      max_connections = 5
      body_timeout = "500s"
      body_limit = "2 MiB"
      [auth.social.google]
      jwks_url = "https://example.org/keys"
      client_ids = ["a", "b"]
      [storage]
      default = "sqlite:x.db"
      fitness.url = "postgresql://u:p@h/d"
      [mount]
      fleet = "/api"
      """)
    #expect(configuration[Sample.listen] == ListenAddress(host: "::1", port: 9090))
    #expect(configuration[Sample.contexts] == ["auth"])
    #expect(configuration[Sample.colour] == .green)
    #expect(configuration[Sample.pin])
    #expect(configuration[Sample.connections] == 5)
    #expect(configuration[Sample.timeout] == .seconds(500))
    #expect(configuration[Sample.size] == 2 << 20)
    #expect(configuration[Sample.jwks] == "https://example.org/keys")
    #expect(configuration[Sample.clients] == ["a", "b"])
    #expect(configuration[Sample.storageOf, "fitness"] == "postgresql://u:p@h/d")
    #expect(configuration.isSet(Sample.storageOf, "fitness"))
    #expect(!configuration.isSet(Sample.storageOf, "auth"))
    #expect(configuration.named(Sample.mount).map(\.name) == ["fleet"])
    #expect(configuration[Sample.mount, "fleet"] == "/api")
  }

  @Test("A variable wins over the file, whatever its type")
  func environment() throws {
    let configuration = try Sample.load(
      "listen = \"127.0.0.1:1\"\n[http]\nmax_connections = 5",
      [
        "ATRIUM_LISTEN": ":80", "ATRIUM_CONTEXTS": "fleet, ajo", "ATRIUM_AJO_PIN_REQUIRED": "1",
        "ATRIUM_HTTP_MAX_CONNECTIONS": "7", "ATRIUM_HTTP_BODY_TIMEOUT": "2m",
        "ATRIUM_AUTH_SOCIAL_GOOGLE_JWKS_URL": "http://localhost:1/jwks",
        "ATRIUM_AUTH_SOCIAL_GOOGLE_CLIENT_IDS": "", "ATRIUM_STORAGE_FITNESS_URL": "sqlite:f.db",
        "ATRIUM_MOUNT_FLEET": "/fleet", "ATRIUM_PAYMENTS_PAYSTACK_SECRET": "sk", "HOME": "/root",
        "ATRIUM_TEST_POSTGRES": "x", "ATRIUM_ADMIN_EMAIL": "a@b.c", "ATRIUM_ADMIN_PASSWORD": "x",
        "ATRIUM_COLOUR": "green",
      ])
    #expect(configuration[Sample.listen].description == "0.0.0.0:80")
    #expect(configuration[Sample.contexts] == ["fleet", "ajo"])
    #expect(configuration[Sample.pin])
    #expect(configuration[Sample.connections] == 7)
    #expect(configuration[Sample.timeout] == .seconds(120))
    #expect(configuration[Sample.jwks] == "http://localhost:1/jwks")
    #expect(configuration[Sample.clients] == [])
    #expect(configuration[Sample.storageOf, "fitness"] == "sqlite:f.db")
    #expect(configuration[Sample.mount, "fleet"] == "/fleet")
    #expect(configuration[Sample.secret] == "sk")
    #expect(configuration[Sample.colour] == .green)
  }

  @Test("`.env` stands between the file and the variables, and only in development")
  func dotEnv() throws {
    let hidden = """
      # of my machine
      export ATRIUM_HTTP_MAX_CONNECTIONS=3
      ATRIUM_LISTEN = "127.0.0.1:3" # quoted
      ATRIUM_PAYMENTS_PAYSTACK_SECRET='a"#b'\r
      OTHER=1
      """
    let file = "mode = \"development\"\n[http]\nmax_connections = 1"
    let configuration = try Sample.load(file, ["ATRIUM_LISTEN": "127.0.0.1:4"], dotEnv: hidden)
    #expect(configuration[Sample.connections] == 3)
    #expect(configuration[Sample.listen].port == 4)
    #expect(configuration[Sample.secret] == "a\"#b")
    #expect(try Sample.load("[http]\nmax_connections = 1", dotEnv: hidden)[Sample.connections] == 1)
  }

  @Test("A secret comes out of a file of its own, by key and by variable")
  func secretFiles() throws {
    let place = try Workplace()
    let secret = try place.file("secret", "sk_1\n")
    let byKey = try Sample.load("[payments.paystack]\nsecret_file = \"\(secret)\"")
    #expect(byKey[Sample.secret] == "sk_1")
    let byVariable = try Sample.load("", ["ATRIUM_PAYMENTS_PAYSTACK_SECRET_FILE": secret])
    #expect(byVariable[Sample.secret] == "sk_1")
    #expect(byVariable.entries.first { $0.key == Sample.secret.key }?.origin.description == secret)
  }

  @Test("The file is `ATRIUM_CONFIG`'s unless another is named, and must exist")
  func whichFile() throws {
    let place = try Workplace()
    let file = try place.file("other.toml", "colour = \"green\"")
    let configuration = try Configuration.load(
      environment: ["ATRIUM_CONFIG": file], declarations: Sample.all)
    #expect(configuration[Sample.colour] == .green)
    let error = #expect(throws: ConfigurationErrors.self) {
      try Configuration.load(
        environment: ["ATRIUM_CONFIG": place.path + "/none.toml"], declarations: Sample.all)
    }
    #expect(error?.problems.first?.message == "there is no such file")
  }

  @Test("What is shown names every key and its origin, and no secret")
  func entries() throws {
    let configuration = try Sample.load(
      "\n[http]\nmax_connections = 5\n[auth.social.google]\njwks_url = \"https://u:pw@h/\"",
      ["ATRIUM_PAYMENTS_PAYSTACK_SECRET": "hunter2", "ATRIUM_MOUNT_FLEET": "/f"])
    let lines = configuration.entries.map { entry in
      let origin = entry.origin.description.split(separator: "/").last ?? ""
      return "\(entry.key) = \(entry.value) (\(origin))"
    }
    #expect(
      lines == [
        "ajo.pin.required = false (default)", "ajo.time_zone = UTC (default)",
        "auth.social.google.client_ids =  (default)",
        "auth.social.google.jwks_url = https://u:***@h/ (atrium.toml:5)",
        "colour = red (default)", "contexts = auth, ajo (default)",
        "http.body_limit = 1 MiB (default)", "http.body_timeout = 20s (default)",
        "http.max_connections = 5 (atrium.toml:3)", "listen = 127.0.0.1:8080 (default)",
        "mode = production (default)", "mount.fleet = /f (ATRIUM_MOUNT_FLEET)",
        "payments.paystack.secret = *** (ATRIUM_PAYMENTS_PAYSTACK_SECRET)",
        "storage.default = sqlite:atrium.db (default)",
      ])
  }
}
