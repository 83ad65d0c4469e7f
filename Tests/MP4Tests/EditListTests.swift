// SPDX-License-Identifier: Apache-2.0

import MP4
import Media
import NIOCore
import Testing

/// How far apart sound and picture begin, in a plain file.
@Suite("MP4 edit lists")
struct EditListTests {
    private func file(_ packets: [MediaPacket], origin: MediaTime = .zero) throws -> MP4File {
        let file = MP4File(try Recording(tracks: [Samples.avc(), Samples.aac()], packets, origin: origin).finished)
        #expect(file.faults.isEmpty, "\(file.faults)")
        return file
    }

    private func edits(_ file: MP4File, _ handler: FourCC) throws -> [MP4File.Edit] {
        try #require(file.tracks.first { $0.handler == handler }).edits
    }

    @Test("has none where both begin at once")
    func none() throws {
        let file = try file(Samples.programme(seconds: 2))
        #expect(file.tracks.flatMap(\.edits).isEmpty)
        // 86 frames of AAC at 44.1 kHz end a little after the 2 s of pictures.
        #expect(file.duration == max(2 * 90_000, try #require(file.tracks.last).mediaDuration))
    }

    @Test("begins at the first picture where frames are reordered, without a delay of the picture alone")
    func reordering() throws {
        let alone = try file(Samples.programme(seconds: 2, audio: false, bFrames: true))
        #expect(try edits(alone, "vide").map(\.mediaTime) == [80 * 90])
        let both = try file(Samples.programme(seconds: 2, bFrames: true))
        #expect(try edits(both, "vide").map(\.mediaTime) == [-1, 80 * 90])
        #expect(try edits(both, "vide").first?.duration == 80 * 90)
        #expect(try edits(both, "soun").isEmpty)
        #expect(both.duration == both.tracks.map(\.duration).max())
    }

    @Test(
        "keeps the distance between the tracks, whichever begins first",
        arguments: [
            (1_000, 1_333, 0, 333), (1_333, 1_000, 333, 0), (1_000, 1_010, 0, 10), (990, 1_000, 0, 10),
        ] as [(Int64, Int64, Int64, Int64)])
    func distance(video: Int64, audio: Int64, videoDelay: Int64, audioDelay: Int64) throws {
        var packets = (0..<50).map { Samples.frame(at: video + $0 * 40, isKeyframe: $0 == 0) }
        packets += (0..<80).map { Samples.sound(at: audio + $0 * 23) }
        packets.sort { $0.decodeTime < $1.decodeTime }
        let file = try file(packets, origin: .milliseconds(min(video, audio)))
        let delays = file.tracks.map { track in
            track.edits.first.flatMap { $0.mediaTime == -1 ? $0.duration : nil } ?? 0
        }
        #expect(delays == [videoDelay * 90, audioDelay * 90])
        #expect(file.tracks.allSatisfy { $0.samples.first?.decodeTime == 0 })
    }

    @Test("lasts as long as the longest track after its edits")
    func duration() throws {
        let packets =
            (0..<10).map { Samples.frame(at: $0 * 40, offset: 80, isKeyframe: $0 == 0) }
            + (0..<100).map { Samples.sound(at: 5_000 + $0 * 20) }
        let file = try file(packets)
        #expect(file.duration == (5_000 - 80 + 2_000) * 90 || file.duration == (5_000 - 80 + 1_980) * 90 + 2_090)
    }
}
