// SPDX-License-Identifier: Apache-2.0

import Testing

/// One push of the matrix, and the recordings that it makes.
struct MatrixCell: Hashable, Sendable {
    let publisher: MatrixPublisher
    let pair: MatrixPair
    let scenario: Scenario

    /// The formats in which there is something to record.
    var formats: [MatrixFormat] {
        MatrixFormat.allCases.filter { self.scenario.hasAudio || !$0.isAudio }
    }

    /// A name for the stream.
    var stream: String {
        "\(self.publisher)-\(self.pair.video)-\(self.pair.audio)-\(self.scenario)"
    }

    /// Pushes to both servers and compares all that they record; what is different, by format.
    func run(_ servers: MatrixServers) async throws -> [MatrixFormat: [String]] {
        let source = try await MatrixSource(self.pair, self.scenario)
        let sent = try await self.publisher.push(source, to: servers.all.map { $0.push(self.stream) })
        var recordings: [MatrixFormat: MatrixRecording] = [:]
        let plain = self.formats.filter { $0 != .fragmentedHLS }
        for recording in try await servers.plain.recordings(of: self.stream, count: plain.count) {
            if let format = plain.first(where: { $0.name == recording.format }) { recordings[format] = recording }
        }
        recordings[.fragmentedHLS] = try await servers.fragmenting.recordings(of: self.stream, count: 1).first
        var differences: [MatrixFormat: [String]] = [:]
        for format in self.formats {
            guard let recording = recordings[format] else {
                differences[format] = ["no recording"]
                continue
            }
            var comparison = Comparison(
                recording, with: Expectation(sent, in: format), in: format,
                isClockKnown: self.publisher == .aircheck || self.publisher == .librtmp)
            try await comparison.run()
            differences[format] =
                comparison.differences + (self.isCrossChecked ? try await self.crossCheck(recording, in: format) : [])
        }
        return differences
    }
}

extension ServerProcess {
    fileprivate func recordings(of stream: String, count: Int) async throws -> [MatrixRecording] {
        try await MatrixRecording.all(of: stream, in: self.data.path, count: count)
    }
}

/// Two servers that record every push: one in all formats, one in HLS of fragmented MP4.
struct MatrixServers: Sendable {
    let plain: ServerProcess
    let fragmenting: ServerProcess

    var all: [ServerProcess] { [self.plain, self.fragmenting] }

    static func run(_ work: (MatrixServers) async throws -> Void) async throws {
        try await ServerProcess.run { plain in
            try await plain.recordEverything(in: ["HlsParam", "FlvParam", "Mp4Param", "AacParam", "Mp3Param"])
            try await ServerProcess.run(["--hls-segments", "fmp4"]) { fragmenting in
                try await fragmenting.recordEverything(in: ["HlsParam"])
                try await work(MatrixServers(plain: plain, fragmenting: fragmenting))
            }
        }
    }
}

extension ServerProcess {
    /// Binds a template with some formats to all streams.
    fileprivate func recordEverything(in formats: [String]) async throws {
        var parameters: [String: JSON] = ["TemplateName": "matrix"]
        for format in formats { parameters[format] = ["Enable": 1, "RecordInterval": 1800] }
        let template = try await self.cloud.call("CreateLiveRecordTemplate", parameters)
        try await self.cloud.call(
            "CreateLiveRecordRule",
            ["DomainName": "127.0.0.1", "AppName": "live", "TemplateId": template["TemplateId"]])
    }
}
