// SPDX-License-Identifier: Apache-2.0

import AMF
import FLV
import Media
import NIOCore

/// An onMetaData tag (FLV 10.1, E.5), held against the tags behind it.
struct FLVMetadata {
    /// One entry of the keyframe index.
    private struct Entry {
        var position: Int64
        /// Milliseconds.
        var time: Int64
        var isFound = false
    }

    /// Where the tag stands.
    private let offset: Int64
    /// Seconds.
    private let duration: Double?
    private let lastTimestamp: Double?
    private let fileSize: Double?
    private var entries: [Entry] = []
    /// The first entry that stands behind the tags read so far; those before it are found or lost.
    private var next = 0
    /// Milliseconds of the last audio or video tag.
    private var latest: Int64 = 0

    /// An index of 65,536 keyframes and the array that fills its place.
    private static let budget = AMFBudget(values: 262_144)

    /// Reads the body of a script tag; nil when it is no onMetaData.
    init?(_ body: ByteBuffer, at offset: Int64, into log: inout InspectionLog) throws(Violation) {
        var values: [AMFValue] = []
        do {
            var reader = AMF0Reader(body, budget: Self.budget)
            while let value = try reader.next() { values.append(value) }
        } catch {
            throw Violation(.flvScript, "Script data is no AMF0 (\(error)).")
        }
        guard let name = values.first?.text else { throw Violation(.flvScript, "Script data without a name.") }
        guard name == "onMetaData" else { return nil }
        guard values.count >= 2, let properties = values[1].properties else {
            throw Violation(.flvScript, "onMetaData is no object.")
        }
        if values.count > 2 { log.remark(.flvScript, at: offset, "Values stand behind onMetaData's object.") }
        // The count of an ECMA array is a hint; players that allocate by it still want it right.
        let marker = body.readerIndex + 3 + name.utf8.count
        if case .ecmaArray = values[1], let count = body.getInteger(at: marker + 1, as: UInt32.self),
            Int(count) != properties.count
        {
            log.remark(.flvScript, at: offset, "onMetaData counts \(count) properties, \(properties.count) are there.")
        }
        self.offset = offset
        duration = values[1]["duration"]?.number
        lastTimestamp = values[1]["lasttimestamp"]?.number
        fileSize = values[1]["filesize"]?.number
        if let keyframes = values[1]["keyframes"] { entries = try Self.index(keyframes) }
    }

    private static func index(_ keyframes: AMFValue) throws(Violation) -> [Entry] {
        guard case .strictArray(let positions) = keyframes["filepositions"],
            case .strictArray(let times) = keyframes["times"], positions.count == times.count
        else { throw Violation(.flvMetadata, "The keyframe index isn't two arrays of one length.") }
        var entries: [Entry] = []
        for (position, time) in zip(positions, times) {
            guard let position = position.number.flatMap({ Int64(exactly: $0) }),
                let time = time.number.flatMap({ Int64(exactly: ($0 * 1_000).rounded()) }),
                position > entries.last?.position ?? -1
            else { throw Violation(.flvMetadata, "The keyframe index isn't in the order of positions.") }
            entries.append(Entry(position: position, time: time))
        }
        return entries
    }

    /// Looks whether the index names a tag, and whether it does so rightly.
    mutating func note(_ header: TagHeader, body: ByteBuffer, at position: Int64) {
        latest = max(latest, Int64(header.timestamp))
        while next < entries.count, entries[next].position < position { next += 1 }
        guard next < entries.count, entries[next].position == position, header.kind == .video,
            let first = body.getInteger(at: body.readerIndex, as: UInt8.self)
        else { return }
        // A sequence header has the same mark, and some tools begin their index with it.
        let isKeyframe = first >> 4 & 7 == VideoTagHeader.FrameType.key.rawValue
        entries[next].isFound = isKeyframe && abs(Int64(header.timestamp) - entries[next].time) <= 1
    }

    /// Compares what is told with what was found.
    func check(against report: InspectionReport, into log: inout InspectionLog) {
        if let fileSize, fileSize != Double(report.size) {
            log.fault(.flvMetadata, at: offset, "filesize is \(fileSize.plain), the file has \(report.size) bytes.")
        }
        if let lastTimestamp, abs(lastTimestamp * 1_000 - Double(latest)) > 1 {
            log.fault(
                .flvMetadata, at: offset,
                "lasttimestamp is \(lastTimestamp) s, the last tag's is \(MediaTime.milliseconds(latest).clock) s.")
        }
        if let duration, !durations(of: report).contains(duration) {
            log.fault(
                .flvMetadata, at: offset,
                "duration is \(duration) s, the tags end after \(MediaTime.milliseconds(latest).clock) s.")
        }
        let lost = entries.filter { !$0.isFound }
        if let first = lost.first {
            log.fault(
                .flvMetadata, at: offset,
                "\(lost.count) of \(entries.count) index entries name no keyframe, the first at \(first.position).")
        }
    }

    /// From the last tag to the end of the last frame, which players and tools reckon differently.
    private func durations(of report: InspectionReport) -> ClosedRange<Double> {
        let least = Double(latest) / 1_000 - 0.001
        let ends = report.tracks.filter { $0.packets > 0 }.map { track in
            (max(track.lastPresentationTime, track.lastDecodeTime) + max(track.frameDuration, track.meanStep)).seconds
        }
        return least...(max(least, ends.max() ?? 0) + 0.1)
    }
}

extension Double {
    /// Without decimals where it has none.
    fileprivate var plain: String { Int64(exactly: self).map(String.init) ?? "\(self)" }
}
