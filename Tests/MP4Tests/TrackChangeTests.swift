// SPDX-License-Identifier: Apache-2.0

import MP4
import Media
import NIOCore
import Testing

@Suite("MP4 tracks that come late or change")
struct TrackChangeTests {
    /// Five seconds with changes before the packets of some times.
    private func events(
        _ changes: [(time: Int64, track: Track)], in packets: [MediaPacket] = Samples.programme(seconds: 5)
    ) -> [MediaEvent] {
        var rest = changes
        return packets.flatMap { packet -> [MediaEvent] in
            var events: [MediaEvent] = []
            while let next = rest.first, packet.decodeTime >= .milliseconds(next.time) {
                events.append(.track(next.track))
                rest.removeFirst()
            }
            return events + [.packet(packet)]
        }
    }

    /// Checks a recording in all the states that it passes through; `configuration` is what a time must have.
    private func check(
        _ recording: Recording, tracks: Int, configuration: (MediaKind, Int64) -> CodecConfiguration,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for count in 1...recording.writes.count + 1 {
            let isWhole = count > recording.writes.count
            let bytes = isWhole ? recording.finished : recording.contents(after: count)
            let file = MP4File(bytes)
            if count != recording.writes.count {
                #expect(file.faults.isEmpty, "\(file.faults)", sourceLocation: sourceLocation)
            }
            for kind in MediaKind.allCases {
                let found = try file.packets(of: kind, in: bytes)
                let times = Dictionary(grouping: recording.packets.filter { $0.kind == kind }, by: \.payload)
                for packet in found {
                    let time = try #require(times[packet.payload]?.first?.decodeTime.milliseconds)
                    #expect(abs(packet.decodeTime - time * 1_000_000) <= 23_000, sourceLocation: sourceLocation)
                    #expect(packet.configuration == configuration(kind, time), sourceLocation: sourceLocation)
                }
                if isWhole { #expect(found.count == recording.packets.count { $0.kind == kind }) }
            }
            if isWhole { #expect(file.tracks.count == tracks, sourceLocation: sourceLocation) }
        }
    }

    @Test("tells of other parameters by another sample entry, in fragments too, and knows the first again")
    func parameters() throws {
        let (video, otherVideo) = (try Samples.avc(), try Samples.avc(isSmall: false))
        let (audio, otherAudio) = (try Samples.aac(), try Samples.aac("1190"))
        let recording = try Recording(
            events([
                (1_500, otherAudio), (2_000, otherVideo), (2_000, otherVideo), (3_000, video), (3_010, audio),
            ]), tracks: [video, audio])
        try check(recording, tracks: 2) { kind, time in
            switch kind {
            case .video: (2_000..<3_000).contains(time) ? otherVideo.configuration : video.configuration
            case .audio: (1_500..<3_010).contains(time) ? otherAudio.configuration : audio.configuration
            }
        }
        let file = MP4File(recording.finished)
        #expect(file.tracks.map(\.descriptions.count) == [2, 2])
    }

    @Test("gives another codec a track of its own")
    func codec() throws {
        let (video, audio) = (try Samples.avc(), try Samples.aac())
        let opus = Track(configuration: try Samples.opus())
        let recording = try Recording(
            events([(2_000, opus), (3_000, audio)]), tracks: [video, audio])
        try check(recording, tracks: 3) { kind, time in
            switch kind {
            case .video: video.configuration
            case .audio: (2_000..<3_000).contains(time) ? opus.configuration : audio.configuration
            }
        }
    }

    @Test("takes in a track that comes seconds late, so that a file cut off then has it", arguments: MediaKind.allCases)
    func lateTrack(late: MediaKind) throws {
        let (video, audio) = (try Samples.avc(), try Samples.aac())
        let packets = Samples.programme(
            seconds: 6, bFrames: true, audioFrom: late == .audio ? 3_000 : 0, videoFrom: late == .video ? 3_000 : 0)
        let recording = try Recording(
            events([(2_990, late == .video ? video : audio)], in: packets), tracks: [late == .video ? audio : video])
        let finished = recording.finished
        let file = MP4File(finished)
        #expect(file.faults.isEmpty)
        let zero = try #require(packets.map(\.presentationTime).min())
        try expectEqual(finished, file, packets, zero: zero) { kind in packets.count { $0.kind == kind } }
        let patches = recording.writes.indices.filter { if case .patch = recording.writes[$0] { true } else { false } }
        #expect(patches.count == 1)
        let cut = recording.contents(after: recording.writes.count - 1)
        let remains = MP4File(cut)
        #expect(remains.faults.isEmpty && remains.tracks.count == 2)
        try expectEqual(cut, remains, packets, zero: .zero) { kind in packets.count { $0.kind == kind } - 60 }
        #expect(remains.tracks.allSatisfy { $0.samples.count > 25 })
    }

    @Test("writes nothing for a configuration that is repeated or never used")
    func repetition() throws {
        let (video, audio) = (try Samples.avc(), try Samples.aac())
        let unused = try Samples.aac("1190")
        let recording = try Recording(
            events([(1_000, video), (2_000, video), (2_000, unused), (2_000, audio), (3_000, audio)]),
            tracks: [video, audio])
        let file = MP4File(recording.finished)
        #expect(file.tracks.map { $0.descriptions.count } == [1, 1])
        #expect(file.tracks.allSatisfy { $0.samples.allSatisfy { $0.description == 1 } })
    }

    @Test("stays whole when it changes more often than its head has room for")
    func crowd() throws {
        let video = try Samples.avc()
        let changes = try (0..<200).map { index -> (time: Int64, track: Track) in
            // AAC LC whose rate is written out: object type, index 15, 24 bits of rate, stereo, no options.
            let config = 2 << 35 | 15 << 31 | UInt64(30_000 + index) << 7 | 2 << 3
            return (time: Int64(index) * 20, track: try Samples.aac(String(config, radix: 16).padded(to: 10)))
        }
        let recording = try Recording(events(changes), tracks: [video])
        let finished = recording.finished
        let file = MP4File(finished)
        #expect(file.faults.isEmpty, "\(file.faults)")
        #expect(try file.packets(of: .audio, in: finished).count == recording.packets.count { $0.kind == .audio })
        #expect(try #require(file.tracks.last).descriptions.count > 100)
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { String(repeating: "0", count: width - count) + self }
}
