// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

extension InspectionReport {
    /// What people read, a line each.
    package var lines: [String] {
        var lines = [summary]
        lines += tracks.map(\.line)
        lines += gaps.map(\.line)
        lines += faults.map { "fault: \($0.line)" }
        if faultCount > faults.count { lines.append("fault: and \(faultCount - faults.count) more") }
        lines += remarks.map { "remark: \($0.line)" }
        if remarkCount > remarks.count { lines.append("remark: and \(remarkCount - remarks.count) more") }
        lines.append(isFaultless ? "no fault" : "\(faultCount) \(faultCount == 1 ? "fault" : "faults")")
        return lines
    }

    private var summary: String {
        let segments = segments.map { ", \($0) segments" } ?? ""
        return "\(format?.rawValue ?? "unknown")\(segments), \(size) bytes, \(duration.clock) s"
    }
}

extension TrackFormat {
    /// `h264 320x180`, `aac 44100 Hz 2 channels`.
    package var summary: String {
        var words = [codec]
        if let width, let height { words.append("\(width)x\(height)") }
        if let sampleRate { words.append("\(sampleRate) Hz") }
        if let channelCount { words.append(channelCount == 1 ? "1 channel" : "\(channelCount) channels") }
        return words.joined(separator: " ")
    }
}

extension TrackReport {
    fileprivate var line: String {
        let kind =
            switch format.kind {
            case .video: "video"
            case .audio: "audio"
            }
        return "track \(identifier): \(kind) \(format.summary), \(packets) packets (\(keyframes) key), \(bytes) bytes, "
            + "dts \(firstDecodeTime.clock) to \(lastDecodeTime.clock), "
            + "pts \(firstPresentationTime.clock) to \(lastPresentationTime.clock), \(duration.clock) s"
    }
}

extension TimeGap {
    fileprivate var line: String {
        "gap: track \(track) from \(from.clock) to \(to.clock) s\(isMarked ? ", marked" : "")"
            + (file.map { " in \($0)" } ?? "")
    }
}

extension Finding {
    /// `00001.ts at 376, ts-clock: …`.
    package var line: String {
        var place = file ?? ""
        if let offset { place += place.isEmpty ? "at \(offset)" : " at \(offset)" }
        return (place.isEmpty ? "" : place + ", ") + "\(rule.rawValue): \(sentence)"
    }
}

extension InspectedPacket {
    /// Track, decode time, presentation time, `key` or `-`, bytes and fingerprint of the content.
    package var line: String {
        let content = content
        let digits = String(content.fingerprint, radix: 16)
        return "\(track) \(decodeTime.clock) \(presentationTime.clock) \(isKeyframe ? "key" : "-") "
            + "\(content.readableBytes) \(String(repeating: "0", count: 16 - digits.count))\(digits)"
    }
}

extension MediaTime {
    /// Seconds with six decimals, rounded.
    package var clock: String {
        let microseconds = ticks(timescale: 1_000_000)
        let magnitude = microseconds.magnitude
        return "\(microseconds < 0 ? "-" : "")\(magnitude / 1_000_000).\((magnitude % 1_000_000).padded(to: 6))"
    }
}
