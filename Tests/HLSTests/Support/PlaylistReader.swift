// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// A media playlist read by the rules of RFC 8216; what breaks one is thrown.
struct PlaylistReader {
    struct Violation: Error, CustomStringConvertible {
        var description: String
    }

    struct Segment: Equatable {
        var uri: String
        var microseconds: Int64
        var isDiscontinuous: Bool
        var programDateTime: String?
    }

    private(set) var segments: [Segment] = []
    private(set) var targetDuration: Int64 = 0
    private(set) var isIndependent = false
    private(set) var isSealed = false
    private(set) var type = ""
    /// The lines from the first that belongs to a segment on, without ENDLIST.
    private(set) var body: [Substring] = []

    init(_ contents: ByteBuffer) throws {
        let text = String(buffer: contents)
        try Self.require(text.hasSuffix("\n") && !text.contains("\r"), "line ends")
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        try Self.require(lines.popFirst() == "#EXTM3U", "first line")
        try Self.require(lines.popFirst() == "#EXT-X-VERSION:3", "version")
        targetDuration = try Self.number(lines.popFirst(), after: "#EXT-X-TARGETDURATION:")
        try Self.require(lines.popFirst() == "#EXT-X-MEDIA-SEQUENCE:0", "media sequence")
        type = lines.popFirst().map(String.init) ?? ""
        if lines.first == "#EXT-X-INDEPENDENT-SEGMENTS" {
            isIndependent = true
            lines.removeFirst()
        }
        if lines.last == "#EXT-X-ENDLIST" {
            isSealed = true
            lines.removeLast()
        }
        try Self.require(type == "#EXT-X-PLAYLIST-TYPE:\(isSealed ? "VOD" : "EVENT")", "type \(type)")
        body = Array(lines)
        while !lines.isEmpty { try readSegment(from: &lines) }
        try checkTimes()
    }

    private mutating func readSegment(from lines: inout ArraySlice<Substring>) throws {
        var segment = Segment(uri: "", microseconds: 0, isDiscontinuous: false)
        if lines.first == "#EXT-X-DISCONTINUITY" {
            try Self.require(!segments.isEmpty, "discontinuity before the first segment")
            segment.isDiscontinuous = true
            lines.removeFirst()
        }
        let dateTag = "#EXT-X-PROGRAM-DATE-TIME:"
        if let line = lines.first, line.hasPrefix(dateTag) {
            segment.programDateTime = String(line.dropFirst(dateTag.count))
            lines.removeFirst()
        }
        let line = lines.popFirst() ?? ""
        try Self.require(line.hasPrefix("#EXTINF:") && line.hasSuffix(","), "EXTINF: \(line)")
        let digits = line.dropFirst(8).dropLast().split(separator: ".")
        try Self.require(digits.count == 2 && digits[1].count == 6, "decimals: \(line)")
        segment.microseconds = try Self.number(digits[0]) * 1_000_000 + Self.number(digits[1])
        segment.uri = lines.popFirst().map(String.init) ?? ""
        try Self.require(!segment.uri.isEmpty && !segment.uri.hasPrefix("#"), "URI")
        try Self.require(!segments.contains { $0.uri == segment.uri }, "URI again: \(segment.uri)")
        segments.append(segment)
    }

    private func checkTimes() throws {
        var last = ""
        for (index, segment) in segments.enumerated() {
            let rounded = (segment.microseconds + 500_000) / 1_000_000
            try Self.require(segment.microseconds > 0, "\(segment.uri) has no duration")
            try Self.require(rounded <= targetDuration, "\(segment.uri) outlasts the target duration")
            guard let time = segment.programDateTime else {
                try Self.require(!segment.isDiscontinuous, "\(segment.uri) has no time of day")
                continue
            }
            try Self.require(index == 0 || segment.isDiscontinuous, "a time of day without need")
            try Self.require(time > last, "the time of day goes back at \(segment.uri)")
            last = time
        }
    }

    private static func require(_ condition: Bool, _ what: @autoclosure () -> String) throws {
        if !condition { throw Violation(description: what()) }
    }

    private static func number(_ text: Substring?, after prefix: String = "") throws -> Int64 {
        guard let text, text.hasPrefix(prefix), let number = Int64(text.dropFirst(prefix.count)), number >= 0 else {
            throw Violation(description: "no number: \(text ?? "")")
        }
        return number
    }
}
