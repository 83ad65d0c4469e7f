// SPDX-License-Identifier: Apache-2.0

package import CoreMetrics
import Synchronization

/// Keeps every counter and meter of the process, and writes them as Prometheus text.
///
/// A timer is kept as the sum of its times and a recorder as its last value: nothing here uses either yet.
package final class MetricsRegistry: MetricsFactory {
    private struct Key: Hashable {
        var label: String
        var dimensions: String
    }

    private let series = Mutex<[Key: Series]>([:])

    package init() {}

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        make(label, dimensions, .counter)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        make(label, dimensions, .gauge)
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        make(label, dimensions, .gauge)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        make(label, dimensions, .counter)
    }

    // A series lives as long as the process: the next handle of the same name goes on counting.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    /// All series in Prometheus' text format, version 0.0.4, sorted by name.
    package var text: String {
        let sorted = series.withLock { $0 }.sorted {
            ($0.key.label, $0.key.dimensions) < ($1.key.label, $1.key.dimensions)
        }
        var text = ""
        var label: String?
        for (key, series) in sorted {
            let name = series.kind == .counter ? key.label + "_total" : key.label
            if key.label != label { text += "# TYPE \(name) \(series.kind.rawValue)\n" }
            label = key.label
            text += "\(name)\(key.dimensions) \(series.value)\n"
        }
        return text
    }

    private func make(_ label: String, _ dimensions: [(String, String)], _ kind: Series.Kind) -> Series {
        let key = Key(label: label, dimensions: Self.text(of: dimensions))
        return series.withLock { series in
            if let known = series[key] { return known }
            let new = Series(kind: kind)
            series[key] = new
            return new
        }
    }

    private static func text(of dimensions: [(String, String)]) -> String {
        guard !dimensions.isEmpty else { return "" }
        let pairs = dimensions.map { name, value in
            let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            return "\(name)=\"\(escaped)\""
        }
        return "{\(pairs.joined(separator: ","))}"
    }
}
