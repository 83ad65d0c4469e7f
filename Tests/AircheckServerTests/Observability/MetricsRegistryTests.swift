// SPDX-License-Identifier: Apache-2.0

import AircheckServer
import CoreMetrics
import Testing

@Suite("Metrics registry")
struct MetricsRegistryTests {
    @Test("writes counters and gauges as Prometheus text, sorted and escaped")
    func text() {
        let registry = MetricsRegistry()
        registry.makeCounter(label: "b", dimensions: [("code", "a\"b\\c")]).increment(by: 2)
        registry.makeCounter(label: "b", dimensions: [("code", "A")]).increment(by: 1)
        registry.makeMeter(label: "a", dimensions: []).set(Int64(7))
        #expect(
            registry.text == """
                # TYPE a gauge
                a 7
                # TYPE b_total counter
                b_total{code="A"} 1
                b_total{code="a\\"b\\\\c"} 2

                """)
    }

    @Test("goes on counting under the same name")
    func sameSeries() {
        let registry = MetricsRegistry()
        for _ in 0..<3 { registry.makeCounter(label: "a", dimensions: []).increment(by: 1) }
        #expect(registry.text.contains("a_total 3\n"))
    }
}
