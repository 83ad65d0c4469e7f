// SPDX-License-Identifier: Apache-2.0

package import Media
package import NIOCore

/// A media playlist by the rules of RFC 8216; what breaks one is among its findings.
package struct Playlist: Sendable {
    /// Whether the list may change (4.3.3.5).
    package enum Kind: String, Hashable, Sendable {
        case event = "EVENT"
        case onDemand = "VOD"
    }

    /// A segment and the tags that belong to it.
    package struct Segment: Hashable, Sendable {
        /// The line of the URI, from 1.
        package var line: Int
        package var uri: String
        package var duration: MediaTime
        /// What the last decimal of EXTINF stands for.
        package var precision: MediaTime
        package var isDiscontinuous: Bool
        package var programDateTime: WallTime?
        /// The URI of the last EXT-X-MAP before it.
        package var map: String?
    }

    package private(set) var version = 1
    /// Seconds; nil when the list doesn't tell.
    package private(set) var targetDuration: Int64?
    package private(set) var mediaSequence: Int64 = 0
    package private(set) var kind: Kind?
    package private(set) var isIndependent = false
    package private(set) var isEnded = false
    package private(set) var segments: [Segment] = []
    /// Faults by line.
    package private(set) var faults: [(line: Int, rule: Rule, sentence: String)] = []

    /// Tags that stand once in a list.
    private var seen: Set<Substring> = []
    private var neededVersion: (number: Int, tag: String) = (1, "")
    // What belongs to the next segment.
    private var duration: (time: MediaTime, precision: MediaTime)?
    private var isDiscontinuous = false
    private var programDateTime: WallTime?
    private var map: String?

    /// Reads a whole file.
    package init(_ contents: ByteBuffer) {
        let view = contents.readableBytesView
        guard let text = String(validating: view, as: UTF8.self), !view.starts(with: [0xEF, 0xBB, 0xBF]) else {
            fault(.hlsPlaylist, 1, "The playlist isn't UTF-8 without a byte order mark.")
            return
        }
        if text.unicodeScalars.last != "\n" { fault(.length, 1, "The playlist ends within a line.") }
        var number = 0
        for line in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            read(Substring(line.last == "\r" ? line.dropLast() : line), number)
        }
        finish(number)
    }

    private mutating func fault(_ rule: Rule, _ line: Int, _ sentence: String) {
        guard faults.count < InspectionLog.limit else { return }
        faults.append((line, rule, sentence))
    }

    private mutating func read(_ line: Substring, _ number: Int) {
        if number == 1 {
            guard line != "#EXTM3U" else { return }
            fault(.hlsPlaylist, 1, "The first line isn't #EXTM3U.")
        }
        guard let first = line.first else { return }
        guard first == "#" else {
            append(String(line), number)
            return
        }
        guard line.hasPrefix("#EXT") else { return }
        if isEnded { fault(.hlsEnd, number, "A tag stands behind EXT-X-ENDLIST.") }
        let colon = line.firstIndex(of: ":") ?? line.endIndex
        let (tag, value) = (line[..<colon].dropFirst(), line[colon...].dropFirst())
        do { try readTag(tag, value, number) } catch { fault(error.rule, number, error.sentence) }
    }

    private mutating func append(_ uri: String, _ number: Int) {
        if isEnded { fault(.hlsEnd, number, "A segment stands behind EXT-X-ENDLIST.") }
        guard let duration else {
            fault(.hlsPlaylist, number, "A segment has no EXTINF.")
            return
        }
        segments.append(
            Segment(
                line: number, uri: uri, duration: duration.time, precision: duration.precision,
                isDiscontinuous: isDiscontinuous, programDateTime: programDateTime, map: map))
        (self.duration, isDiscontinuous, programDateTime) = (nil, false, nil)
    }

    /// Looks at what only the whole list tells.
    private mutating func finish(_ last: Int) {
        if duration != nil || isDiscontinuous || programDateTime != nil {
            fault(.hlsPlaylist, last, "The list ends with tags of a segment that isn't there.")
        }
        if segments.isEmpty { fault(.hlsPlaylist, last, "The list names no segment.") }
        if version < neededVersion.number {
            fault(
                .hlsVersion, 1,
                "EXT-X-VERSION is \(version), \(neededVersion.tag) needs \(neededVersion.number).")
        }
        if kind == .onDemand, !isEnded { fault(.hlsEnd, last, "A list of type VOD has no EXT-X-ENDLIST.") }
        guard let targetDuration else {
            fault(.hlsTargetDuration, 1, "The list has no EXT-X-TARGETDURATION.")
            return
        }
        for segment in segments {
            let rounded = segment.duration.ticks(timescale: 1)
            guard rounded > targetDuration else { continue }
            fault(
                .hlsTargetDuration, segment.line,
                "\(segment.uri) lasts \(rounded) s, the target is \(targetDuration) s.")
        }
    }
}

extension Playlist {
    private static let unique: Set<Substring> = [
        "EXT-X-VERSION", "EXT-X-TARGETDURATION", "EXT-X-MEDIA-SEQUENCE", "EXT-X-DISCONTINUITY-SEQUENCE",
        "EXT-X-PLAYLIST-TYPE", "EXT-X-INDEPENDENT-SEGMENTS", "EXT-X-ENDLIST", "EXT-X-I-FRAMES-ONLY",
    ]
    /// Tags that are about all segments and can't stand behind one.
    private static let leading: Set<Substring> = [
        "EXT-X-MEDIA-SEQUENCE", "EXT-X-DISCONTINUITY-SEQUENCE", "EXT-X-TARGETDURATION",
    ]

    private mutating func readTag(_ tag: Substring, _ value: Substring, _ line: Int) throws(Violation) {
        if Self.unique.contains(tag), !seen.insert(tag).inserted {
            throw Violation(.hlsPlaylist, "\(tag) stands there a second time.")
        }
        if Self.leading.contains(tag), !segments.isEmpty {
            throw Violation(.hlsPlaylist, "\(tag) stands behind a segment.")
        }
        switch tag {
        case "EXTM3U":
            if line > 1 { throw Violation(.hlsPlaylist, "EXTM3U stands there a second time.") }
        case "EXT-X-VERSION":
            version = Int(try Self.number(value, of: tag))
        case "EXT-X-TARGETDURATION":
            targetDuration = try Self.number(value, of: tag)
        case "EXT-X-MEDIA-SEQUENCE":
            mediaSequence = try Self.number(value, of: tag)
        case "EXT-X-DISCONTINUITY-SEQUENCE":
            _ = try Self.number(value, of: tag)
        case "EXT-X-PLAYLIST-TYPE":
            kind = Kind(rawValue: String(value))
            if kind == nil { throw Violation(.hlsEnd, "EXT-X-PLAYLIST-TYPE is neither EVENT nor VOD.") }
        case "EXT-X-INDEPENDENT-SEGMENTS":
            isIndependent = true
        case "EXT-X-ENDLIST":
            isEnded = true
        case "EXT-X-DISCONTINUITY":
            if isDiscontinuous { throw Violation(.hlsDiscontinuity, "EXT-X-DISCONTINUITY stands there twice.") }
            isDiscontinuous = true
        case "EXT-X-PROGRAM-DATE-TIME":
            guard let time = WallTime(iso8601: value) else {
                throw Violation(.hlsDate, "EXT-X-PROGRAM-DATE-TIME is no time with a zone.")
            }
            programDateTime = time
        case "EXTINF":
            try readDuration(value)
        case "EXT-X-MAP":
            need(6, for: tag)
            guard let uri = Self.uri(in: value) else { throw Violation(.hlsMap, "EXT-X-MAP has no URI.") }
            map = uri
        case "EXT-X-BYTERANGE", "EXT-X-I-FRAMES-ONLY":
            need(4, for: tag)
            throw Violation(.hlsPlaylist, "\(tag) isn't understood here.")
        case "EXT-X-KEY":
            throw Violation(.hlsPlaylist, "Encrypted segments can't be read here.")
        case "EXT-X-STREAM-INF", "EXT-X-I-FRAME-STREAM-INF", "EXT-X-MEDIA":
            throw Violation(.hlsPlaylist, "This is a master playlist; inspect the media playlists it names.")
        case _:
            break  // RFC 8216, 6.3.1: what isn't known is passed over.
        }
    }

    private mutating func need(_ version: Int, for tag: Substring) {
        if version > neededVersion.number { neededVersion = (version, String(tag)) }
    }

    private mutating func readDuration(_ value: Substring) throws(Violation) {
        guard duration == nil else { throw Violation(.hlsPlaylist, "EXTINF stands there twice.") }
        let malformed = Violation(.hlsDuration, "EXTINF is no duration.")
        guard let comma = value.firstIndex(of: ",") else { throw malformed }
        let parts = value[..<comma].split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let seconds = Int64(parts[0]), (0...1_000_000).contains(seconds),
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { throw malformed }
        var time = MediaTime.seconds(seconds)
        var precision = MediaTime.seconds(1)
        if parts.count == 2 {
            need(3, for: "EXTINF with decimals")
            for digit in parts[1].utf8.prefix(9) {
                precision.nanoseconds /= 10
                time.nanoseconds += Int64(digit - 0x30) * precision.nanoseconds
            }
        }
        guard time > .zero else { throw Violation(.hlsDuration, "A segment lasts no time.") }
        duration = (time, precision)
    }

    private static func number(_ text: Substring, of tag: Substring) throws(Violation) -> Int64 {
        guard let number = Int64(text), (0...Int64(Int32.max)).contains(number) else {
            throw Violation(.hlsPlaylist, "\(tag) is no number.")
        }
        return number
    }

    /// The quoted value of the attribute URI.
    private static func uri(in attributes: Substring) -> String? {
        guard let start = attributes.firstRange(of: "URI=\"")?.upperBound else { return nil }
        let rest = attributes[start...]
        return rest.firstIndex(of: "\"").map { String(rest[..<$0]) }
    }
}
