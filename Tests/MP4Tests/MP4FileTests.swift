// SPDX-License-Identifier: Apache-2.0

import MP4
import Media
import NIOCore
import RecordingTesting
import Testing

@Suite("MP4 reader")
struct MP4FileTests {
    /// A change to a file that must be noticed.
    struct Damage: CustomTestStringConvertible, Sendable {
        var name: String
        /// The boxes' names from the outside in, and where the bytes are after the last one's header.
        var path: [String]
        var offset: Int
        var bytes: [UInt8]
        var reason: MP4Fault.Reason
        var testDescription: String { name }
    }

    static let plain = [
        Damage(
            name: "a size below its header", path: ["moov", "trak"], offset: -8, bytes: [0, 0, 0, 4],
            reason: .invalid(field: "size")),
        Damage(
            name: "a size beyond its box", path: ["moov", "trak"], offset: -8, bytes: [0, 1, 0, 0], reason: .truncated),
        Damage(
            name: "a movie without header", path: ["moov", "mvhd"], offset: -4, bytes: Array("free".utf8),
            reason: .missing),
        Damage(
            name: "two headers of a track", path: ["moov", "trak", "mdia"], offset: -4, bytes: Array("tkhd".utf8),
            reason: .duplicate),
        Damage(
            name: "a movie's wrong duration", path: ["moov", "mvhd"], offset: 31, bytes: [0x7F],
            reason: .invalid(field: "duration")),
        Damage(
            name: "a track's wrong duration", path: ["moov", "trak", "tkhd"], offset: 34, bytes: [0x7F],
            reason: .invalid(field: "duration")),
        Damage(
            name: "a medium's wrong duration", path: ["moov", "trak", "mdia", "mdhd"], offset: 31, bytes: [0x7F],
            reason: .invalid(field: "duration")),
        Damage(
            name: "a clock that stands", path: ["moov", "trak", "mdia", "mdhd"], offset: 20, bytes: [0, 0, 0, 0],
            reason: .invalid(field: "timescale")),
        Damage(
            name: "an edit beyond all time", path: ["moov", "trak", "edts", "elst"], offset: 16, bytes: [0x7F],
            reason: .invalid(field: "media_time")),
        Damage(
            name: "an edit that lasts beyond all time", path: ["moov", "trak", "edts", "elst"], offset: 8,
            bytes: [0x7F], reason: .invalid(field: "time")),
        Damage(
            name: "an edit far beyond the medium", path: ["moov", "trak", "edts", "elst"], offset: 16,
            bytes: [0, 0x0F, 0, 0, 0, 0, 0, 0],
            reason: .invalid(field: "segment_duration")),
        Damage(
            name: "more times than samples", path: stbl + ["stts"], offset: 8, bytes: [0, 1, 0, 0],
            reason: .invalid(field: "sample_count")),
        Damage(
            name: "times that don't fit", path: stbl + ["stts"], offset: 4, bytes: [0xFF, 0, 0, 0], reason: .truncated),
        Damage(
            name: "a sample of no length", path: stbl + ["stts"], offset: 12, bytes: [0, 0, 0, 0],
            reason: .invalid(field: "sample_delta")),
        Damage(
            name: "a keyframe that isn't there", path: stbl + ["stss"], offset: 8, bytes: [0, 9, 0, 0],
            reason: .invalid(field: "sample_number")),
        Damage(
            name: "an entry that isn't there", path: stbl + ["stsc"], offset: 19, bytes: [9],
            reason: .invalid(field: "sample_description_index")),
        Damage(
            name: "chunks that don't begin at 1", path: stbl + ["stsc"], offset: 11, bytes: [2],
            reason: .invalid(field: "first_chunk")),
        Damage(
            name: "chunks of the wrong size", path: stbl + ["stsc"], offset: 15, bytes: [99],
            reason: .invalid(field: "samples_per_chunk")),
        Damage(
            name: "an offset beyond the media", path: stbl + ["stco"], offset: 8, bytes: [0x7F],
            reason: .invalid(field: "sample offset")),
        Damage(
            name: "a sample over another", path: stbl + ["stsz"], offset: 13, bytes: [0, 1],
            reason: .invalid(field: "sample overlap")),
        Damage(
            name: "an unknown version", path: stbl + ["stsz"], offset: 0, bytes: [7], reason: .invalid(field: "version")
        ),
        Damage(
            name: "a configuration of another kind", path: stbl + ["stsd"], offset: 8 + 8 + 78 + 8, bytes: [9],
            reason: .invalid(field: "configuration")),
    ]
    static let stbl = ["moov", "trak", "mdia", "minf", "stbl"]

    static let fragmented = [
        Damage(
            name: "a sequence that stands", path: ["moof", "mfhd"], offset: 4, bytes: [0, 0, 0, 9],
            reason: .invalid(field: "sequence_number")),
        Damage(
            name: "an unknown track", path: ["moof", "traf", "tfhd"], offset: 4, bytes: [0, 0, 0, 9],
            reason: .invalid(field: "track_ID")),
        Damage(
            name: "offsets from elsewhere", path: ["moof", "traf", "tfhd"], offset: 1, bytes: [0],
            reason: .invalid(field: "default-base-is-moof")),
        Damage(
            name: "an entry that isn't there", path: ["moof", "traf", "tfhd"], offset: 11, bytes: [2],
            reason: .invalid(field: "sample_description_index")),
        Damage(
            name: "more samples than told", path: ["moof", "traf", "trun"], offset: 4, bytes: [0xFF],
            reason: .invalid(field: "sample_count")),
        Damage(
            name: "a sample of no length", path: ["moof", "traf", "trun"], offset: 12, bytes: [0, 0, 0, 0],
            reason: .invalid(field: "sample_duration")),
        Damage(
            name: "a run outside its media", path: ["moof", "traf", "trun"], offset: 8, bytes: [0, 0, 0, 0],
            reason: .invalid(field: "sample offset")),
        Damage(
            name: "no defaults", path: ["moov", "mvex", "trex"], offset: -4, bytes: Array("free".utf8), reason: .missing
        ),
        Damage(
            name: "no time", path: ["moof", "traf", "tfdt"], offset: -4, bytes: Array("free".utf8), reason: .missing),
        Damage(
            name: "a fragment larger than the file", path: ["moof"], offset: -8, bytes: [0, 0x70, 0, 0],
            reason: .truncated),
        Damage(
            name: "a fragment larger than memory allows", path: ["free"], offset: -8, bytes: [0, 0, 0, 2],
            reason: .invalid(field: "size")),
    ]

    private func recording() throws -> Recording {
        try Recording(tracks: [Samples.avc(), Samples.aac()], Samples.programme(seconds: 3, bFrames: true))
    }

    private func damage(_ bytes: ByteBuffer, _ damage: Damage) throws -> ByteBuffer {
        var copy = bytes
        let payload = try #require(copy.payload(of: damage.path[...], in: 0..<copy.readableBytes))
        copy.setBytes(damage.bytes, at: payload + damage.offset)
        return copy
    }

    @Test("finds what is wrong with a plain file", arguments: plain)
    func plainDamage(_ damage: Damage) throws {
        let whole = try recording().finished
        #expect(MP4File(whole).faults.isEmpty)
        let reasons = MP4File(try self.damage(whole, damage)).faults.map(\.reason)
        #expect(reasons.contains(damage.reason), "\(reasons)")
    }

    @Test("finds what is wrong with fragments", arguments: fragmented)
    func fragmentDamage(_ damage: Damage) throws {
        let recording = try recording()
        let whole = recording.contents(after: recording.writes.count - 1)
        #expect(MP4File(whole).faults.isEmpty)
        let reasons = MP4File(try self.damage(whole, damage)).faults.map(\.reason)
        #expect(reasons.contains(damage.reason), "\(reasons)")
    }

    @Test("survives any damage to any byte")
    func randomDamage() throws {
        let recording = try recording()
        let files = [recording.finished, recording.contents(after: recording.writes.count - 1)]
        var random = SeededGenerator(seed: 11)
        for file in files {
            let boxes = try ["moov", "moof", "ftyp"].compactMap { name -> Range<Int>? in
                guard let start = file.payload(of: [name], in: 0..<file.readableBytes) else { return nil }
                let size = try #require(file.getInteger(at: start - 8, as: UInt32.self))
                return start - 8..<start - 8 + Int(size)
            }
            for _ in 0..<400 {
                var damaged = file
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let box = try #require(boxes.randomElement(using: &random))
                    damaged.setInteger(
                        UInt8.random(in: 0...255, using: &random), at: Int.random(in: box, using: &random))
                }
                let read = MP4File(damaged)
                #expect(read.tracks.reduce(0) { $0 + $1.samples.count } < 1 << 24)
            }
        }
    }

    @Test("says that there is no movie where there is none")
    func nothing() {
        #expect(MP4File(ByteBuffer()).faults == [MP4Fault(box: "moov", offset: 0, reason: .missing)])
        #expect(MP4File(ByteBuffer(string: "hello")).faults.map(\.reason) == [.truncated])
        #expect(MP4File(ByteBuffer(repeating: 0xFF, count: 100)).faults.map(\.reason) == [.truncated])
    }
}

extension ByteBuffer {
    /// Where the payload of the first box of a path begins.
    fileprivate func payload(of path: ArraySlice<String>, in range: Range<Int>) -> Int? {
        var index = range.lowerBound
        while index + 8 <= range.upperBound,
            let size = self.getInteger(at: index, as: UInt32.self), let name = self.getString(at: index + 4, length: 4)
        {
            let length = size == 1 ? Int(self.getInteger(at: index + 8, as: UInt64.self) ?? 0) : Int(size)
            guard length >= 8 else { return nil }
            if name == path.first {
                let start = index + 8
                return path.count == 1 ? start : payload(of: path.dropFirst(), in: start..<index + length)
            }
            index += length
        }
        return nil
    }
}
