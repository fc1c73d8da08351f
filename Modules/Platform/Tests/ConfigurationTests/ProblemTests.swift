import Configuration
import Testing

@Suite("Mistakes in the configuration")
struct ProblemTests {
  @Test("All of them are reported at once, each with its place")
  func all() throws {
    let problems = try Sample.problems(
      """
      lisen = "127.0.0.1:80"
      contexts = "auth"
      [htp]
      max_connections = 1
      [http]
      max_connections = 0
      body_timeout = 20
      max_conections = 1
      """,
      [
        "ATRIUM_HTTP_BODY_LIMIT": "big", "ATRIUM_AJO_PIN_REQIRED": "true", "ATRIUM_COLOUR": "blue",
      ])
    #expect(
      problems == [
        "atrium.toml:1: unknown key `lisen`; did you mean `listen`?",
        "atrium.toml:2: `contexts` must be a list such as [\"a\", \"b\"], not a string",
        "atrium.toml:3: unknown table `htp`; did you mean `http`?",
        "atrium.toml:6: `http.max_connections` must be an integer from 1 to 100000",
        "atrium.toml:7: `http.body_timeout` must be a duration such as \"10s\" or \"500ms\", "
          + "from 1s to 10m in quotes, not an integer",
        "atrium.toml:8: unknown key `http.max_conections`; did you mean `http.max_connections`?",
        "ATRIUM_AJO_PIN_REQIRED: unknown variable; did you mean `ATRIUM_AJO_PIN_REQUIRED`?",
        "ATRIUM_COLOUR: `colour` must be \"red\" or \"green\"",
        "ATRIUM_HTTP_BODY_LIMIT: `http.body_limit` must be a size such as \"64 KiB\", "
          + "of at least 0 B",
      ])
  }

  @Test("A name that is like no other is told with those that there are beside it")
  func unlike() throws {
    #expect(
      try Sample.problems("[http]\nelephants = 3", [:]).first?.hasPrefix(
        "atrium.toml:2: unknown key `http.elephants`; there are `http.body_limit`, ") == true)
    #expect(
      try Sample.problems("[elephants]\na = 3", [:]).first?.contains(
        "unknown table `elephants`; there are `ajo`, ") == true)
  }

  @Test("A file that is no TOML does not hide the mistakes of the variables")
  func syntax() throws {
    let problems = try Sample.problems("a = 1\nb = = 2", ["ATRIUM_NONSENSE": "1"])
    #expect(problems.count == 2)
    #expect(problems.first?.hasPrefix("atrium.toml:2: ") == true)
    #expect(problems.last == "ATRIUM_NONSENSE: unknown variable")
  }

  @Test(
    "Values that do not fit are refused and never quoted",
    arguments: [
      ("ATRIUM_LISTEN", "localhost"), ("ATRIUM_LISTEN", "a:b:1"), ("ATRIUM_LISTEN", "h:65536"),
      ("ATRIUM_LISTEN", "h:-1"), ("ATRIUM_LISTEN", "h: 1"), ("ATRIUM_AJO_PIN_REQUIRED", "yes"),
      ("ATRIUM_AJO_TIME_ZONE", "Mars/Olympus"), ("ATRIUM_AJO_TIME_ZONE", "../../etc/passwd"),
      ("ATRIUM_HTTP_MAX_CONNECTIONS", "1.5"), ("ATRIUM_HTTP_MAX_CONNECTIONS", " 1"),
      ("ATRIUM_HTTP_MAX_CONNECTIONS", "100001"), ("ATRIUM_HTTP_BODY_TIMEOUT", "10"),
      ("ATRIUM_HTTP_BODY_TIMEOUT", "10 s"), ("ATRIUM_HTTP_BODY_TIMEOUT", "-1s"),
      ("ATRIUM_HTTP_BODY_TIMEOUT", "11m"), ("ATRIUM_HTTP_BODY_TIMEOUT", "9223372036854775807d"),
      ("ATRIUM_HTTP_BODY_LIMIT", "1 XB"), ("ATRIUM_HTTP_BODY_LIMIT", "-1"),
      ("ATRIUM_HTTP_BODY_LIMIT", "9223372036854775807 KiB"),
      ("ATRIUM_AUTH_SOCIAL_GOOGLE_JWKS_URL", "ftp://h"),
      ("ATRIUM_AUTH_SOCIAL_GOOGLE_JWKS_URL", "https://"),
      ("ATRIUM_AUTH_SOCIAL_GOOGLE_JWKS_URL", "https://h/a b"), ("ATRIUM_COLOUR", "Red"),
      ("ATRIUM_PAYMENTS_PAYSTACK_SECRET", ""),
    ])
  func unfit(_ variable: String, _ value: String) throws {
    let problems = try Sample.problems("", [variable: value])
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix(variable + ": `") == true)
    if value.count > 8 { #expect(problems.first?.contains(value) == false) }
  }

  @Test("A secret does not belong in the file, and is not shown when it stands there")
  func secretInFile() throws {
    let problems = try Sample.problems("[payments.paystack]\nsecret = \"hunter2\"")
    #expect(problems.count == 1)
    #expect(problems.first?.contains("ATRIUM_PAYMENTS_PAYSTACK_SECRET") == true)
    #expect(problems.first?.contains("hunter2") == false)
  }

  @Test("A secret's file must exist, and only one of the two ways be taken")
  func secretFile() throws {
    #expect(
      try Sample.problems("", ["ATRIUM_PAYMENTS_PAYSTACK_SECRET_FILE": "/none"]) == [
        "ATRIUM_PAYMENTS_PAYSTACK_SECRET_FILE: the file of `payments.paystack.secret` does not exist"
      ])
    let place = try Workplace()
    let both = [
      "ATRIUM_PAYMENTS_PAYSTACK_SECRET": "a",
      "ATRIUM_PAYMENTS_PAYSTACK_SECRET_FILE": try place.file("s", "b"),
    ]
    #expect(
      try Sample.problems("", both) == [
        "ATRIUM_PAYMENTS_PAYSTACK_SECRET_FILE: `payments.paystack.secret` is already set by "
          + "ATRIUM_PAYMENTS_PAYSTACK_SECRET"
      ])
    #expect(try Sample.problems("", ["ATRIUM_COLOUR_FILE": "/none"]).count == 1)
  }

  @Test("A wildcard stands for the names that are allowed, and for one word only")
  func wildcards() throws {
    #expect(
      try Sample.problems("[storage.fitnes]\nurl = \"x\"") == [
        "atrium.toml:2: unknown key `storage.fitnes.url`; did you mean `storage.fitness.url`?"
      ])
    #expect(try Sample.problems("[mount.a]\nb = \"x\"").count == 1)
    #expect(
      try Sample.problems("", ["ATRIUM_STORAGE_FITNES_URL": "x"]) == [
        "ATRIUM_STORAGE_FITNES_URL: unknown variable; did you mean `ATRIUM_STORAGE_FITNESS_URL`?"
      ])
  }

  @Test("A required setting that nobody sets is reported, with the ways to set it")
  func required() throws {
    let issuer = Setting<String>("auth.issuer", .nonEmptyString, default: nil, "Who.")
    let error = #expect(throws: ConfigurationErrors.self) {
      try Configuration.load(environment: [:], declarations: [issuer])
    }
    #expect(error?.description == "`auth.issuer` is required: set it, or ATRIUM_AUTH_ISSUER")
    let configuration = try Configuration.load(
      environment: ["ATRIUM_AUTH_ISSUER": "x"], declarations: [issuer])
    #expect(configuration[issuer] == "x")
  }

  @Test("Two settings cannot claim one variable")
  func clash() {
    let error = #expect(throws: ConfigurationErrors.self) {
      try Configuration.load(
        environment: [:],
        declarations: [
          Setting("a.b_c", .bool, default: true, ""), Setting("a_b.c", .bool, default: true, ""),
        ])
    }
    #expect(error?.problems.count == 1)
  }

  @Test("A malformed line of `.env` is reported with its number")
  func dotEnv() throws {
    let problems = try Sample.problems(
      "mode = \"development\"",
      dotEnv: "ATRIUM_COLOUR=green\nnonsense\nATRIUM_COLOR=red\nATRIUM_LISTEN=\"x")
    #expect(
      problems == [
        ".env:2: expected NAME=value", ".env:4: expected NAME=value",
        ".env:3: unknown variable `ATRIUM_COLOR`; did you mean `ATRIUM_COLOUR`?",
      ])
  }
}
