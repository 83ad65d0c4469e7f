// SPDX-License-Identifier: Apache-2.0

package import Media

/// What a recording says of itself, beside its files: `recording.json` (docs/manifest.md).
///
/// Wall times are ISO 8601 in UTC with milliseconds; media times are nanoseconds on the recording's own time.
package struct RecordingManifest: Hashable, Sendable, Codable {
    package struct Stream: Hashable, Sendable, Codable {
        var domain: String
        var app: String
        var name: String
    }

    package struct TrackEntry: Hashable, Sendable, Codable {
        var kind: String
        var codec: String
        var packets: Int64
        var bytes: Int64
        var firstDecodeTime: Int64
        var lastDecodeTime: Int64

        private enum CodingKeys: String, CodingKey {
            case kind, codec, packets, bytes
            case firstDecodeTime = "first_decode_time"
            case lastDecodeTime = "last_decode_time"
        }
    }

    /// A file that is handed out: of HLS the playlist, whose segments are among `parts`.
    package struct FileEntry: Hashable, Sendable, Codable {
        package var name: String
        var title: String
        /// Bytes, of HLS with its parts.
        var size: Int64
        package var sha256: String
        var begun: String
        var ended: String
        var tracks: [TrackEntry]
    }

    package struct GapEntry: Hashable, Sendable, Codable {
        package var reason: String
        var kind: String?
        var begun: String
        var ended: String
        var position: Int64
        var step: Int64
        var packets: Int64
        var detail: String
    }

    /// The version of this format.
    package private(set) var version = 1
    package private(set) var sessionID: String
    /// The order that had it made; nil for a rule.
    package private(set) var taskID: String?
    package private(set) var templateID: UInt64
    package private(set) var format: String
    package private(set) var stream: Stream
    /// Whether nothing more will be added.
    package private(set) var isComplete = false
    package private(set) var files: [FileEntry] = []
    /// Segments and whatever else belongs to the files.
    package private(set) var parts: [StoredFile] = []
    package private(set) var gaps: [GapEntry] = []
    /// Milliseconds of the stream that a killed server may not have written yet.
    package private(set) var lossBound: Int64

    private enum CodingKeys: String, CodingKey {
        case version
        case sessionID = "session_id"
        case taskID = "task_id"
        case templateID = "template_id"
        case format, stream
        case isComplete = "is_complete"
        case files, parts, gaps
        case lossBound = "loss_bound"
    }

    /// A manifest of a recording that has no file yet.
    package init(
        sessionID: String, cause: RecordingCause, templateID: UInt64, format: RecordingFormat, key: StreamKey,
        lossBound: MediaTime
    ) {
        self.sessionID = sessionID
        switch cause {
        case .order(let id): taskID = id
        case .rule: taskID = nil
        }
        self.templateID = templateID
        self.format = format.rawValue
        stream = Stream(domain: key.domain, app: key.application, name: key.stream)
        self.lossBound = lossBound.milliseconds
    }

    /// The manifest's name in the recording's folder.
    package static var name: String { "recording.json" }

    /// Whether there is anything to tell.
    package var isEmpty: Bool { files.isEmpty && gaps.isEmpty }

    /// Adds a file that is durable.
    package mutating func add(_ file: FinishedFile, stored: StoredFile) {
        parts.removeAll { $0.name == stored.name }
        files.append(FileEntry(file, sha256: stored.sha256))
    }

    /// Adds a segment or another part, or the newer contents of one, such as a growing playlist.
    package mutating func add(part: StoredFile) {
        guard part.name != Self.name else { return }
        if let index = parts.firstIndex(where: { $0.name == part.name }) {
            parts[index] = part
        } else {
            parts.append(part)
        }
    }

    package mutating func add(_ gap: Gap) {
        gaps.append(GapEntry(gap))
    }

    /// Nothing more will be added.
    package mutating func complete() {
        isComplete = true
    }
}

extension MediaKind {
    /// What the kind is called in manifests and rows.
    package var name: String {
        switch self {
        case .video: "video"
        case .audio: "audio"
        }
    }
}

extension RecordingManifest.FileEntry {
    fileprivate init(_ file: FinishedFile, sha256: String) {
        name = file.path
        title = file.title
        size = file.size
        self.sha256 = sha256
        begun = CivilTime(file.facts.begun).iso8601Milliseconds
        ended = CivilTime(file.facts.ended).iso8601Milliseconds
        tracks = [file.facts.video, file.facts.audio].compactMap { $0 }.map { track in
            RecordingManifest.TrackEntry(
                kind: track.track.kind.name, codec: track.track.configuration.name,
                packets: track.packets, bytes: track.bytes, firstDecodeTime: track.firstDecodeTime.nanoseconds,
                lastDecodeTime: track.lastDecodeTime.nanoseconds)
        }
    }
}

extension RecordingManifest.GapEntry {
    fileprivate init(_ gap: Gap) {
        reason = gap.reason.rawValue
        kind = gap.kind?.name
        begun = CivilTime(gap.begun).iso8601Milliseconds
        ended = CivilTime(gap.ended).iso8601Milliseconds
        position = gap.position.nanoseconds
        step = gap.step.nanoseconds
        packets = gap.packets
        detail = gap.detail
    }
}
