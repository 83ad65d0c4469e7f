// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

/// What a file is, what is in it, and what is wrong with it.
package struct InspectionReport: Sendable {
    /// What a file is.
    package enum Format: String, Hashable, Sendable {
        case flv
        case hls
        case mpegTS = "mpegts"
        case mp4
        case adts
        case mp3
    }

    /// nil when it is none of them.
    package internal(set) var format: Format?
    /// Bytes of the file; of a playlist with all its segments.
    package internal(set) var size: Int64 = 0
    /// Segments of a playlist; nil of anything else.
    package internal(set) var segments: Int?
    package internal(set) var tracks: [TrackReport] = []
    package internal(set) var gaps: [TimeGap] = []
    /// What breaks a rule: the first of them, in the order in which they were found.
    package internal(set) var faults: [Finding] = []
    package internal(set) var faultCount = 0
    /// What breaks none and is worth a word: the first of them.
    package internal(set) var remarks: [Finding] = []
    package internal(set) var remarkCount = 0

    /// From the first frame of all to the end of the last.
    package var duration: MediaTime {
        let filled = tracks.filter { $0.packets > 0 }
        guard let first = filled.map(\.firstDecodeTime).min() else { return .zero }
        return filled.map { $0.firstDecodeTime + $0.duration - first }.max() ?? .zero
    }

    package var isFaultless: Bool { faultCount == 0 }
}

/// Takes down what a walk through a file finds, within bounds that the file can't move.
struct InspectionLog {
    private(set) var report = InspectionReport()
    /// The segment that is being read, of a playlist.
    var file: String?
    private let visit: (InspectedPacket) -> Void

    /// How many findings, and how many gaps, are told apart; the others are counted.
    static let limit = 100
    /// How many tracks are told apart; the limit is far above what any recorder writes.
    private static let trackLimit = 64

    init(visit: @escaping (InspectedPacket) -> Void) {
        self.visit = visit
    }

    mutating func describe(format: InspectionReport.Format?, size: Int64, segments: Int? = nil) {
        report.format = format
        report.size = size
        report.segments = segments
    }

    mutating func fault(_ rule: Rule, at offset: Int64?, _ sentence: String) {
        report.faultCount += 1
        guard report.faults.count < Self.limit else { return }
        report.faults.append(Finding(file: file, offset: offset, rule: rule, sentence: sentence))
    }

    mutating func fault(_ violation: Violation, at offset: Int64?) {
        fault(violation.rule, at: offset, violation.sentence)
    }

    mutating func remark(_ rule: Rule, at offset: Int64?, _ sentence: String) {
        report.remarkCount += 1
        guard report.remarks.count < Self.limit else { return }
        report.remarks.append(Finding(file: file, offset: offset, rule: rule, sentence: sentence))
    }

    func track(_ identifier: Int) -> TrackReport? {
        report.tracks.first { $0.identifier == identifier }
    }

    /// Notes how a track is coded from here on.
    mutating func note(_ format: TrackFormat, of identifier: Int, at offset: Int64) {
        guard let index = report.tracks.firstIndex(where: { $0.identifier == identifier }) else {
            guard report.tracks.count < Self.trackLimit else { return }
            report.tracks.append(TrackReport(identifier: identifier, format: format))
            return
        }
        guard report.tracks[index].latestFormat != format else { return }
        report.tracks[index].latestFormat = format
        remark(.configuration, at: offset, "Track \(identifier) changes to \(format.summary) here.")
    }

    /// Counts a packet of a noted track; `isMarked` when the container says that the time breaks off before it.
    mutating func count(_ packet: InspectedPacket, isMarked: Bool = false) {
        visit(packet)
        if packet.payload.readableBytes == 0 { remark(.payload, at: packet.offset, "A frame is empty.") }
        guard let index = report.tracks.firstIndex(where: { $0.identifier == packet.track }),
            let gap = report.tracks[index].count(packet, isMarked: isMarked, file: file)
        else { return }
        let step = gap.to - gap.from
        let isSmall = step >= .zero - TrackReport.longestFrame
        if step < .zero, !isMarked {
            let sentence =
                "Decode times of track \(gap.track) go back from \(gap.from.clock) to \(gap.to.clock) s."
            if isSmall {
                remark(.order, at: packet.offset, sentence)
            } else {
                fault(.order, at: packet.offset, sentence)
            }
        }
        guard step > .zero || !isSmall, report.gaps.count < Self.limit else { return }
        report.gaps.append(gap)
    }
}
