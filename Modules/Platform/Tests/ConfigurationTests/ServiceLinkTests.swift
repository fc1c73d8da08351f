import Configuration
import Testing

@Suite("Variables that are no settings")
struct ServiceLinkTests {
  @Test(
    "What Kubernetes sets for a Service is left alone, and told",
    arguments: [
      ("ATRIUM_SERVICE_HOST", "10.0.0.7"), ("ATRIUM_SERVICE_HOST", "fd00::7"),
      ("ATRIUM_SERVICE_PORT", "8080"), ("ATRIUM_SERVICE_PORT_HTTP", "8080"),
      ("ATRIUM_SERVICE_PORT_HTTP_ADMIN", "8080"), ("ATRIUM_PORT", "tcp://10.0.0.7:8080"),
      ("ATRIUM_PORT", "udp://[fd00::7]:53"), ("ATRIUM_PORT_8080_TCP", "tcp://10.0.0.7:8080"),
      ("ATRIUM_PORT_8080_TCP_PROTO", "tcp"), ("ATRIUM_PORT_8080_TCP_PORT", "8080"),
      ("ATRIUM_PORT_8080_TCP_ADDR", "10.0.0.7"), ("ATRIUM_PORT_53_UDP_ADDR", "10.0.0.7"),
      ("ATRIUM_SERVER_SERVICE_HOST", "10.0.0.7"), ("ATRIUM_SERVER_PORT", "tcp://10.0.0.7:80"),
      ("ATRIUM_SERVER_PORT_443_TCP_PORT", "443"), ("ATRIUM_SERVER_SERVICE_PORT", "80"),
    ])
  func links(_ name: String, _ value: String) throws {
    let configuration = try Sample.load("", [name: value, "ATRIUM_COLOUR": "green"])
    #expect(configuration.serviceLinks == [name])
    #expect(configuration[Sample.colour] == .green)
    let note = Configuration.note(ofServiceLinks: configuration.serviceLinks)
    #expect(note?.hasPrefix("\(name) are left alone") == true)
  }

  @Test(
    "What only looks like it is still a mistake",
    arguments: [
      ("ATRIUM_PORT", "8080"), ("ATRIUM_PORT", ""), ("ATRIUM_SERVICE", "x"),
      ("ATRIUM_SERVICE_HOSTS", "x"), ("ATRIUM_PORT_8080", "8080"), ("ATRIUM_PORT_HTTP_TCP", "x"),
      ("ATRIUM_PORT_8080_TCP_NAME", "x"), ("ATRIUM_PORT_80_HTTP", "x"),
      ("ATRIUM_SERVICE_PORT_", "1"), ("ATRIUM_HOST", "10.0.0.7"),
    ])
  func mistakes(_ name: String, _ value: String) throws {
    #expect(try Sample.problems("", [name: value]).first?.hasPrefix("\(name): unknown") == true)
  }

  @Test("A setting whose name has the form is a setting")
  func settingFirst() throws {
    let port = Setting("smtp.port", .string, default: nil, "A port.")
    let configuration = try Configuration.load(
      environment: ["ATRIUM_SMTP_PORT": "tcp://10.0.0.7:25"], declarations: [port])
    #expect(configuration[port] == "tcp://10.0.0.7:25")
    #expect(configuration.serviceLinks.isEmpty)
  }
}
