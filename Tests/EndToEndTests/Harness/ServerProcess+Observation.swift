// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore

extension ServerProcess {
    /// The sum of a metric over its labels, as `/metrics` tells; 0 where it isn't told yet.
    func metric(_ name: String, where label: String = "") async throws -> Double {
        let text = try await Web.get(self.url("/metrics")).text
        return text.split(separator: "\n").reduce(0) { sum, line in
            guard let end = line.firstIndex(where: { $0 == "{" || $0 == " " }), line[..<end] == name,
                label.isEmpty || line.contains(label), let value = line.split(separator: " ").last
            else { return sum }
            return sum + (Double(value) ?? 0)
        }
    }

    /// Waits until the server has read what these tags carry.
    func hasReceived(_ tags: some Sequence<FLVFile.Tag>) async throws {
        let bytes = tags.reduce(0) { $0 + $1.body.readableBytes }
        _ = try await eventually("\(bytes) bytes from publishers") {
            try await self.metric("aircheck_ingest_bytes_total") >= Double(bytes) ? true : nil
        }
    }

    /// Waits until a recording runs.
    func recordingBegins(count: Int = 1) async throws {
        _ = try await eventually("the beginning of a recording") {
            try await self.metric("aircheck_recordings_running") >= Double(count) ? true : nil
        }
    }

    /// Waits for a line of the log that has all these words.
    func logs(_ words: String...) async throws {
        _ = try await eventually("a log line with \(words)") {
            await self.log.lines.first { line in words.allSatisfy { line.contains($0) } }
        }
    }

    /// Records another stream from order to file: what an earlier event was going to cause has been caused by then.
    func recordSomethingElse() async throws {
        let stream = "other\(Int.random(in: 0..<1_000_000))"
        _ = try await self.cloud.order(stream, until: Wall.second + 60)
        try await Publisher.ffmpeg.push(.audioOnly, to: self.push(stream))
        _ = try await self.cloud.recordings(of: stream, count: 1)
    }

    /// The manifests that lie beside the recordings, in no order.
    func manifests() throws -> [JSON] {
        try self.data.files().filter { $0.hasSuffix("/recording.json") }.map {
            try JSON(text: String(contentsOfFile: self.data.path + "/" + $0, encoding: .utf8))
        }
    }
}
