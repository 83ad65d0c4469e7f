// SPDX-License-Identifier: Apache-2.0

import MP4
import Media
import NIOCore

/// Holds the boxes of an MP4 file against one another and against the frames they tell of (ISO/IEC 14496-12).
///
/// Memory grows with the tables, some fifty bytes a sample; frames are read one at a time.
struct MP4Inspection {
    private let source: any ByteSource
    /// Whether the time breaks off before the file.
    private let isMarked: Bool

    init(_ source: any ByteSource, isMarked: Bool = false) {
        self.source = source
        self.isMarked = isMarked
    }

    /// One sample of one track, by their places in the lists.
    private struct Place {
        var offset: Int64
        var track: Int
        var sample: Int
    }

    /// Reads the whole file.
    mutating func run(into log: inout InspectionLog) throws(SourceError) -> SegmentFacts {
        let file = MP4File(source)
        for fault in file.faults {
            guard fault.reason != .unreadable else { throw .unreadable }
            log.fault(fault.violation, at: fault.offset)
        }
        var facts = SegmentFacts()
        facts.beginsWithTables = !file.tracks.isEmpty
        for (index, track) in file.tracks.enumerated() {
            let identifier = UInt16(truncatingIfNeeded: track.id)
            facts.firstStreams[identifier] = Int(truncatingIfNeeded: track.descriptions.first?.format.rawValue ?? 0)
            if MediaKind(track) == nil {
                log.remark(.configuration, at: nil, "Track \(track.id) (\(track.handler)) isn't looked into.")
            } else if let description = track.descriptions.first {
                log.note(TrackFormat(description, of: file.tracks[index]), of: Int(track.id), at: 0)
            }
        }
        facts.streams = facts.firstStreams
        var marked: Set<Int> = isMarked ? Set(file.tracks.indices) : []
        for place in places(in: file) {
            let track = file.tracks[place.track]
            guard let packet = try packet(at: place, in: file, into: &log) else { continue }
            let description = track.descriptions[Int(track.samples[place.sample].description) - 1]
            let format = TrackFormat(description, of: track)
            log.note(format, of: packet.track, at: place.offset)
            log.count(packet, isMarked: marked.remove(place.track) != nil)
            facts.note(packet, format)
        }
        // Fragments hold one track after the other.
        facts.start =
            file.tracks.filter { MediaKind($0) != nil }
            .compactMap { track in track.samples.first.map { track.decodeTime(of: $0, in: file) } }.min()
        return facts
    }

    /// All samples in the order of the file.
    private func places(in file: MP4File) -> [Place] {
        var places: [Place] = []
        places.reserveCapacity(file.tracks.reduce(0) { $0 + $1.samples.count })
        for (index, track) in file.tracks.enumerated() where MediaKind(track) != nil {
            for (sample, entry) in track.samples.enumerated() {
                places.append(Place(offset: entry.offset, track: index, sample: sample))
            }
        }
        places.sort { $0.offset < $1.offset }
        return places
    }

    /// Reads a sample; nil when it isn't in the file, which the boxes' reader has told.
    private func packet(
        at place: Place, in file: MP4File, into log: inout InspectionLog
    ) throws(SourceError) -> InspectedPacket? {
        let track = file.tracks[place.track]
        let sample = track.samples[place.sample]
        let size = Int(sample.size)
        guard let kind = MediaKind(track), sample.offset >= 0, Int64(size) <= source.byteCount - sample.offset else {
            return nil
        }
        guard size <= Self.largestSample else {
            log.fault(.payload, at: sample.offset, "A sample is larger than \(Self.largestSample) bytes.")
            return nil
        }
        guard let payload = source.read(at: sample.offset, count: size) else { throw .unreadable }
        let configuration = track.descriptions[Int(sample.description) - 1].configuration
        let packet = InspectedPacket(
            track: Int(track.id), kind: kind, decodeTime: track.decodeTime(of: sample, in: file),
            presentationTime: track.presentationTime(of: sample, in: file), isKeyframe: sample.isSync,
            framing: configuration.map { InspectedPacket.Framing($0) } ?? .whole, payload: payload,
            offset: sample.offset)
        if (try? packet.nalUnits()) == nil {
            log.fault(.payload, at: sample.offset, "The lengths of a sample's NAL units don't fill it.")
        }
        return packet
    }

    /// More is no coded frame.
    private static let largestSample = 1 << 28
}

extension MediaKind {
    /// nil of a track that is neither sound nor pictures.
    fileprivate init?(_ track: MP4File.Track) {
        switch track.handler {
        case "vide": self = .video
        case "soun": self = .audio
        case _: return nil
        }
    }
}

extension TrackFormat {
    fileprivate init(_ description: MP4File.Description, of track: MP4File.Track) {
        if let configuration = description.configuration {
            self.init(configuration)
        } else {
            self.init(kind: track.handler == "vide" ? .video : .audio, codec: description.format.description)
            // The one coding without a configuration of its own.
            if description.format == "mp4a" { codec = "mp3" }
            sampleRate = description.sampleRate
            channelCount = description.channelCount
        }
        width = description.size?.width ?? width
        height = description.size?.height ?? height
    }
}

extension MP4Fault {
    fileprivate var violation: Violation {
        switch reason {
        case .truncated, .unreadable: Violation(.length, "The box \(box) is cut off.")
        case .tooLarge: Violation(.mp4Box, "The box \(box) is larger than what is in it.")
        case .missing: Violation(.mp4Box, "The box \(box) is missing.")
        case .duplicate: Violation(.mp4Box, "The box \(box) is there a second time.")
        case .invalid(let field): Violation(.mp4Field, "The box \(box) has an invalid \(field).")
        }
    }
}
