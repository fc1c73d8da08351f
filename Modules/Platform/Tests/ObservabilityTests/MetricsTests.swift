import Observability
import Testing

@Suite("Metrics")
struct MetricsTests {
  private func text(_ registry: MetricsRegistry) -> String {
    String(decoding: registry.exposition(), as: UTF8.self)
  }

  @Test("Counters, gauges and histograms read as Prometheus wants them")
  func exposition() {
    let registry = MetricsRegistry(process: false)
    let requests = registry.counter("http_requests", "Requests.", labels: ["method", "status"])
    requests.labelled("GET", "200").increment()
    requests.labelled("GET", "200").increment(by: 2)
    requests.labelled("POST", "409").increment()
    registry.gauge("connections", "Open \\ now.\nAll.").set(2.5)
    let latency = registry.histogram("latency_seconds", "Latency.", buckets: [0.1, 1])
    latency.observe(0.05)
    latency.observe(.milliseconds(100))
    latency.observe(3)
    #expect(
      text(registry) == """
        # HELP connections Open \\\\ now.\\nAll.
        # TYPE connections gauge
        connections 2.5
        # HELP http_requests_total Requests.
        # TYPE http_requests_total counter
        http_requests_total{method="GET",status="200"} 3
        http_requests_total{method="POST",status="409"} 1
        # HELP latency_seconds Latency.
        # TYPE latency_seconds histogram
        latency_seconds_bucket{le="0.1"} 2
        latency_seconds_bucket{le="1"} 2
        latency_seconds_bucket{le="+Inf"} 3
        latency_seconds_sum 3.15
        latency_seconds_count 3

        """)
  }

  @Test("Names and values are made fit for the format")
  func escaping() {
    let registry = MetricsRegistry(process: false)
    registry.counter("2 bad-name", "", labels: ["a-b", "le"]).labelled("x\"y\\z\n", "é").increment()
    #expect(
      text(registry) == """
        # HELP _2_bad_name_total _2_bad_name_total
        # TYPE _2_bad_name_total counter
        _2_bad_name_total{a_b="x\\"y\\\\z\\n",le_="é"} 1

        """)
  }

  @Test("One name is one metric, however often it is asked for")
  func identity() {
    let registry = MetricsRegistry(process: false)
    registry.counter("a_total", "A.").increment()
    registry.counter("a", "A.").increment()
    #expect(registry.counter("a", "A.").value == 2)
  }

  @Test("Counters never fall")
  func monotonic() {
    let counter = MetricsRegistry(process: false).counter("a", "A.")
    counter.increment(by: 3)
    counter.increment(by: -2)
    #expect(counter.value == 3)
  }

  @Test("Nothing is lost when many count at once")
  func concurrency() async {
    let registry = MetricsRegistry(process: false)
    let counter = registry.counter("a", "A.")
    let gauge = registry.gauge("b", "B.")
    let histogram = registry.histogram("c", "C.", buckets: [1])
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<1_000 {
            counter.increment()
            gauge.add(1)
            histogram.observe(2)
          }
        }
      }
    }
    #expect(counter.value == 8_000)
    #expect(gauge.value == 8_000)
    #expect(text(registry).contains("c_sum 16000\nc_count 8000\n"))
  }

  @Test("A label that takes any value does not fill the memory")
  func cardinality() {
    let registry = MetricsRegistry(process: false)
    let family = registry.counter("a", "A.", labels: ["path"])
    for number in 0..<3_000 { family.labelled("/\(number)").increment() }
    let lines = text(registry).split(separator: "\n")
    #expect(lines.count < 2_010)
    #expect(lines.contains("a_total{path=\"overflow\"} 1000"))
  }

  @Test("Metrics that are read on demand are left out while they have no value")
  func measured() {
    let registry = MetricsRegistry(process: false)
    registry.gauge("a", "A.") { 1.5 }
    registry.gauge("b", "B.") { nil }
    registry.counter("c", "C.") { 2 }
    #expect(
      text(registry)
        == "# HELP a A.\n# TYPE a gauge\na 1.5\n# HELP c_total C.\n# TYPE c_total counter\nc_total 2\n"
    )
  }

  @Test("The process tells its memory, files, start and processor time")
  func process() throws {
    let lines = text(MetricsRegistry()).split(separator: "\n")
    func value(_ name: String) throws -> Double {
      let line = try #require(lines.first { $0.hasPrefix(name + " ") })
      return try #require(Double(line.dropFirst(name.count + 1)))
    }
    #expect(try value("process_resident_memory_bytes") > 1_000_000)
    #expect(try value("process_virtual_memory_bytes") > value("process_resident_memory_bytes"))
    #expect(try value("process_open_fds") >= 3)
    #expect(try value("process_max_fds") > value("process_open_fds"))
    #expect(try value("process_start_time_seconds") > 1_500_000_000)
    #expect(try value("process_cpu_seconds_total") >= 0)
  }
}
