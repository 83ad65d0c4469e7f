// SPDX-License-Identifier: Apache-2.0

import Foundation
import Inspection
import Media

/// Holds a recording against what it has to be, and notes every difference.
struct Comparison {
    private let expected: Expectation
    private let recording: MatrixRecording
    private let format: MatrixFormat
    /// Whether the publisher's own clock is known, not only distances on it.
    private let isClockKnown: Bool
    private(set) var differences: [String] = []

    init(_ recording: MatrixRecording, with expected: Expectation, in format: MatrixFormat, isClockKnown: Bool) {
        (self.expected, self.recording, self.format) = (expected, recording, format)
        self.isClockKnown = isClockKnown
    }

    /// Compares manifest and file.
    mutating func run() async throws {
        self.compareGaps()
        let files = self.recording.manifest["files"].array ?? []
        // Sound that is coded otherwise begins another file where all is sound, unless it is coded anew.
        let cuts = self.format.isAudio && !self.isTranscoded ? self.expected.changes : 0
        self.expect(files.count, self.expected.hasFile ? 1 + cuts : 0, "files")
        guard !files.isEmpty, self.expected.hasFile else { return }
        self.compareDigests(files)
        let (packets, reports) = try await self.recording.inspect()
        for fault in reports.flatMap(\.faults) { self.differences.append("fault: \(fault.line)") }
        if self.isTranscoded { return self.compareDuration(reports[0]) }
        self.compareTracks(files)
        self.compare(packets)
        if reports[0].format == .hls { try self.compareDiscontinuities() }
    }

    /// Frames made anew: what was pushed can't be found in them.
    private var isTranscoded: Bool {
        self.format == .mp3 && self.expected.packets[.audio]?.contains { $0.track.coding.isTranscodedToMP3 } == true
    }

    private mutating func expect<Value: Equatable>(_ found: Value, _ wanted: Value, _ what: String) {
        if found != wanted { self.differences.append("\(what): \(found), not \(wanted)") }
    }
}

// MARK: - The manifest

extension Comparison {
    private mutating func compareGaps() {
        let found: [Expectation.Gap] = (self.recording.manifest["gaps"].array ?? []).map { gap in
            Expectation.Gap(
                reason: gap["reason"].string ?? "", kind: gap["kind"] == "video" ? .video : .audio,
                position: gap["position"].integer ?? -1, step: gap["step"].integer ?? -1,
                packets: gap["packets"].integer ?? -1, detail: gap["detail"].string ?? "")
        }
        func sorted(_ gaps: [Expectation.Gap]) -> [Expectation.Gap] {
            gaps.sorted { ($0.position, $0.reason) < ($1.position, $1.reason) }
        }
        var wanted = sorted(self.expected.gaps)
        if self.isTranscoded {
            // A transcoder's frames begin elsewhere than those that it was given.
            for (index, gap) in sorted(found).enumerated() where wanted.indices.contains(index) {
                if abs(gap.position - wanted[index].position) < Self.transcodingDelay {
                    wanted[index].position = gap.position
                }
                if abs(gap.step - wanted[index].step) < Self.transcodingDelay { wanted[index].step = gap.step }
            }
        }
        self.expect(sorted(found), wanted, "gaps")
    }

    /// Two frames of MP3 at 44.1 kHz: an encoder fills up the last, and begins with a delay of almost another.
    private static let transcodingDelay: Int64 = 2 * 26_122_449

    /// Sizes and hashes of the files and their parts.
    private mutating func compareDigests(_ files: [JSON]) {
        let parts = self.recording.manifest["parts"].array ?? []
        var partBytes: Int64 = 0
        for entry in parts + files {
            let name = entry["name"].string ?? ""
            self.expect(entry["sha256"].string, self.recording.digest(of: name), "SHA-256 of \(name)")
            let path = "\(self.recording.folder)/\(name)"
            let bytes = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64) ?? -1
            let isPart = !files.contains(entry)
            if isPart { partBytes += bytes }
            self.expect(entry["size"].integer, isPart ? bytes : bytes + partBytes, "size of \(name)")
        }
        let names = Set((parts + files).compactMap { $0["name"].string } + ["recording.json"])
        let found = Set((try? FileManager.default.contentsOfDirectory(atPath: self.recording.folder)) ?? [])
        self.expect(found, names, "files of the folder")
    }

    private mutating func compareTracks(_ files: [JSON]) {
        let offset = self.isClockKnown ? 0 : self.clockOffset(files[0])
        let found = self.joinedTracks(files).map(\.text)
        var wanted: [String] = []
        for (kind, name) in [(FLVFile.Tag.Kind.video, "video"), (.audio, "audio")] {
            guard let packets = self.expected.packets[kind], let first = packets.first, let last = packets.last else {
                continue
            }
            let track: JSON = [
                "kind": .string(name), "codec": .string(last.track.coding.name),
                "packets": .integer(Int64(packets.count)),
                "bytes": .integer(packets.reduce(0) { $0 + Int64($1.byteCount) }),
                "first_decode_time": .integer(first.decodeTime + offset),
                "last_decode_time": .integer(last.decodeTime + offset),
            ]
            wanted.append(track.text)
        }
        self.expect(found, wanted, "tracks of the manifest")
    }

    /// The tracks of the first file, with what further files go on with.
    private func joinedTracks(_ files: [JSON]) -> [JSON] {
        guard files.count > 1, var joined = files[0]["tracks"][0].members else { return files[0]["tracks"].array ?? [] }
        for track in files.dropFirst().map({ $0["tracks"][0] }) {
            for name in ["packets", "bytes"] {
                joined[name] = .integer((joined[name]?.integer ?? 0) + (track[name].integer ?? 0))
            }
            joined["last_decode_time"] = track["last_decode_time"]
        }
        return [.object(joined)]
    }

    /// By how much a publisher has moved the source's times as a whole.
    private func clockOffset(_ file: JSON) -> Int64 {
        let found = (file["tracks"].array ?? []).compactMap { $0["first_decode_time"].integer }.min() ?? 0
        return found - (self.expected.packets.values.compactMap { $0.first?.decodeTime }.min() ?? 0)
    }
}

// MARK: - The file

extension Comparison {
    private mutating func compare(_ packets: [InspectedPacket]) {
        // One offset serves both tracks, so a lost distance between them shows as a difference. Where a playlist goes
        // over from transport streams, which number tracks from 16 on, to MP4 the clock is another.
        var offsets: [Bool: Int64] = [:]
        for (kind, media, name) in [(FLVFile.Tag.Kind.video, MediaKind.video, "video"), (.audio, .audio, "audio")] {
            let found = packets.filter { $0.kind == media }
            let wanted = self.expected.packets[kind] ?? []
            self.expect(found.count, wanted.count, "\(name) packets")
            let pairs = zip(found, wanted)
            if let index = pairs.enumerated().first(where: { $1.0.content != $1.1.content })?.offset {
                self.differences.append("\(name) packet \(index) is another")
            }
            if self.format.isAudio { continue }
            var last = Int64.min
            for (index, (found, wanted)) in pairs.enumerated() {
                let zero =
                    offsets[found.track < 16] ?? (found.presentationTime.nanoseconds - wanted.presentationTime)
                offsets[found.track < 16] = zero
                // Decode times of MP4 grow by a tick at least.
                let grows = found.track < 16 && self.format != .flv && last != .min
                last = grows ? max(wanted.decodeTime, last + 11_111) : wanted.decodeTime
                let distances = [
                    found.decodeTime.nanoseconds - last - zero,
                    found.presentationTime.nanoseconds - wanted.presentationTime - zero,
                ]
                guard distances.contains(where: { abs($0) > self.tick(of: wanted.track) }) else { continue }
                self.differences.append("\(name) packet \(index) is \(distances) ns from its times")
                break
            }
        }
    }

    /// The unit of the container's times, in nanoseconds, rounded up.
    private func tick(of track: SourceTrack) -> Int64 {
        switch self.format {
        case .flv: 1_000_000
        case .hls, .fragmentedHLS, .mp4, .aac, .mp3: 11_112
        }
    }

    /// Where the clock or a coding changes the playlist says so, and nowhere else.
    private mutating func compareDiscontinuities() throws {
        let playlist = try String(contentsOfFile: self.recording.path ?? "", encoding: .utf8)
        let marks = playlist.split(separator: "\n").count { $0 == "#EXT-X-DISCONTINUITY" }
        let jumps = self.expected.gaps.count { $0.reason == "clock_jump" }
        self.expect(marks, jumps + self.expected.changes, "discontinuities")
    }

    /// A transcoded file lasts as long as what it was made of, and no more than its encoders' delays longer.
    private mutating func compareDuration(_ report: InspectionReport) {
        let wanted = self.expected.soundLength
        let found = report.duration.nanoseconds
        let encoders = 1 + Int64(self.expected.changes)
        if !(wanted..<wanted + encoders * Self.transcodingDelay).contains(found) {
            self.differences.append("lasts \(found) ns, not \(wanted)")
        }
    }
}
