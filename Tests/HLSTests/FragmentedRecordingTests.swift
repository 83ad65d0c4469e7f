// SPDX-License-Identifier: Apache-2.0

import HLS
import Inspection
import MP4
import MPEGTS
import Media
import NIOCore
import Testing

@Suite("HLS recording with fragmented MP4")
struct FragmentedRecordingTests {
    /// 25 frames a second with a keyframe every two, and sound between them.
    private func programme(
        _ milliseconds: Range<Int64>, soundFrom: Int64 = 0, isHEVC: Bool = false
    ) -> [MediaEvent] {
        let frames = stride(from: milliseconds.lowerBound, to: milliseconds.upperBound, by: 40).map { time in
            time % 2_000 == 0
                ? Samples.keyframe(time, byte: isHEVC ? 0x26 : 0x65) : Samples.frame(time, byte: isHEVC ? 0x02 : 0x41)
        }
        let sounds = stride(from: milliseconds.lowerBound, to: milliseconds.upperBound, by: 20)
            .filter { $0 >= soundFrom }.map { Samples.sound($0 + 5) }
        return (frames + sounds).sorted { $0.decodeTime < $1.decodeTime }.map { .packet($0) }
    }

    @Test("names one initialization segment, with which its segments are one file")
    func plain() throws {
        let events = try [.track(Samples.video()), .track(Samples.audio())] + programme(0..<25_000)
        let recording = try RecordedStream(events, isFragmented: true)
        try recording.expectWhole()
        let playlist = try recording.playlist
        #expect(playlist.segments.map(\.uri) == ["00000.m4s", "00001.m4s", "00002.m4s"])
        #expect(Set(playlist.segments.map(\.map)) == ["init-00000.mp4"])
        #expect(playlist.segments.map(\.microseconds) == [10_000_000, 10_000_000, 5_008_220])
        #expect(playlist.isIndependent)
        var bytes = try #require(recording.folder.files["init-00000.mp4"])
        for segment in playlist.segments {
            bytes.writeImmutableBuffer(try #require(recording.folder.files[segment.uri]))
        }
        let whole = MP4File(bytes)
        #expect(whole.faults.isEmpty, "\(whole.faults)")
        #expect(whole.tracks.map(\.samples.count) == [625, 1_250])
        let text = String(buffer: try #require(recording.folder.files["index.m3u8"]))
        #expect(
            text.hasPrefix(
                """
                #EXTM3U
                #EXT-X-VERSION:6
                #EXT-X-TARGETDURATION:10
                #EXT-X-MEDIA-SEQUENCE:0
                #EXT-X-PLAYLIST-TYPE:VOD
                #EXT-X-INDEPENDENT-SEGMENTS
                #EXT-X-MAP:URI="init-00000.mp4"
                #EXT-X-PROGRAM-DATE-TIME:1970-01-12T13:46:40.000Z
                #EXTINF:10.000000,
                00000.m4s
                #EXTINF:10.000000,
                00001.m4s

                """), "\(text)")
    }

    @Test("begins with what its tracks need")
    func beginnings() throws {
        let first = { (tracks: [Track]) throws -> [String] in
            try RecordedStream(tracks.map { .track($0) } + programme(0..<400), isFragmented: false).playlist.segments
                .map(\.uri)
        }
        #expect(try first([Samples.video(), Samples.audio()]) == ["00000.ts"])
        #expect(try first([Samples.video(), Samples.opus()]) == ["00000.m4s"])
        #expect(try first([Samples.hevc(), Samples.audio()]) == ["00000.m4s"])
        // AAC that ADTS has no words for: 960 samples a frame.
        #expect(try first([Samples.video(), Samples.audio([0x12, 0x14])]) == ["00000.m4s"])
    }

    @Test("has another initialization segment after other parameters, and its times go on")
    func parameters() throws {
        let events: [MediaEvent] =
            try [.track(Samples.video()), .track(Samples.audio())] + programme(0..<4_000)
            + [.track(Samples.video(level: 0x28)), .track(Samples.audio([0x11, 0x90]))] + programme(4_000..<6_000)
            + [.track(Samples.audio())] + programme(6_000..<9_000)
        let recording = try RecordedStream(events, isFragmented: true)
        try recording.expectWhole()
        let playlist = try recording.playlist
        #expect(playlist.segments.map(\.map) == ["init-00000.mp4", "init-00001.mp4", "init-00002.mp4"])
        #expect(playlist.segments.map(\.isDiscontinuous) == [false, true, true])
        #expect(playlist.segments.map(\.programDateTime).last == "1970-01-12T13:46:46.000Z")
        let configurations = try playlist.segments.map { segment in
            try recording.movie(segment).tracks.map { $0.descriptions.map(\.configuration) }
        }
        let expected = try [
            [Samples.video(), Samples.audio()], [Samples.video(level: 0x28), Samples.audio([0x11, 0x90])],
            [Samples.video(level: 0x28), Samples.audio()],
        ].map { $0.map { [$0.configuration] } }
        #expect(configurations == expected)
        // The times of a segment on its own are those of the recording.
        #expect(try recording.movie(playlist.segments[2]).tracks.first?.samples.first?.decodeTime == 6_000 * 90)
    }

    @Test("goes over to fragments when a codec needs them, and doesn't go back")
    func codecs() throws {
        let events: [MediaEvent] =
            try [.track(Samples.video()), .track(Samples.audio())] + programme(0..<4_000)
            + [.track(Samples.hevc())] + programme(4_000..<8_000, isHEVC: true)
            + [.track(Samples.video())] + programme(8_000..<10_000)
        let recording = try RecordedStream(events, isFragmented: false)
        try recording.expectWhole()
        let playlist = try recording.playlist
        #expect(playlist.segments.map(\.uri) == ["00000.ts", "00001.m4s", "00002.m4s"])
        #expect(playlist.segments.map(\.map) == [nil, "init-00000.mp4", "init-00001.mp4"])
        #expect(playlist.segments.map(\.isDiscontinuous) == [false, true, true])
        #expect(playlist.segments.map(\.microseconds) == [4_000_000, 4_000_000, 2_008_220])
        #expect(
            playlist.segments.map(\.programDateTime) == [
                "1970-01-12T13:46:40.000Z", "1970-01-12T13:46:44.000Z", "1970-01-12T13:46:48.000Z",
            ])
        #expect(try recording.movie(playlist.segments[1]).tracks.first?.samples.first?.decodeTime == 4_000 * 90)
        // As long as the list holds transport streams alone, it is of the version that they need.
        #expect(recording.folder.playlists.count == 3)
    }

    @Test("ends the segment before a late track, in the middle of a group too", arguments: [false, true])
    func lateTrack(isVideoFirst: Bool) throws {
        let late = isVideoFirst ? try Samples.audio() : try Samples.video()
        let first = isVideoFirst ? try Samples.video() : try Samples.audio()
        let all = programme(0..<8_000, soundFrom: isVideoFirst ? 3_000 : 0)
        var events: [MediaEvent] = [.track(first)]
        var isLateThere = false
        for case .packet(let packet) in all {
            if packet.kind == late.kind, !isLateThere {
                // Video joins with a keyframe.
                guard isVideoFirst || packet.isKeyframe && packet.decodeTime >= .seconds(4) else { continue }
                events.append(.track(late))
                isLateThere = true
            }
            events.append(.packet(packet))
        }
        let recording = try RecordedStream(events, isFragmented: true)
        try recording.expectWhole()
        let playlist = try recording.playlist
        let begin: Int64 = isVideoFirst ? 3_005_000 : 3_995_000
        #expect(playlist.segments.prefix(2).map(\.isDiscontinuous) == [false, true])
        #expect(playlist.segments.first?.microseconds == begin)
        #expect(playlist.isIndependent == !isVideoFirst)
        #expect(try recording.movie(playlist.segments[0]).tracks.count == 1)
        #expect(try recording.movie(playlist.segments[1]).tracks.count == 2)
    }

    @Test("marks a jump of the publisher's clock, and needs no other initialization segment for it")
    func jump() throws {
        var events: [MediaEvent] = try [.track(Samples.video()), .track(Samples.audio())] + programme(0..<4_000)
        events += programme(3_600_000..<3_604_000)
        let recording = try RecordedStream(events, isFragmented: true)
        try recording.expectWhole()
        let playlist = try recording.playlist
        #expect(playlist.segments.map(\.isDiscontinuous) == [false, true])
        #expect(playlist.segments.map(\.map) == ["init-00000.mp4", "init-00000.mp4"])
        #expect(playlist.segments[1].programDateTime == "1970-01-12T13:46:44.008Z")
    }

    @Test("gives a segment that a change ends at once a duration")
    func changeAtOnce() throws {
        let events: [MediaEvent] = try [
            .track(Samples.video()), .packet(Samples.keyframe(0)), .track(Samples.audio()), .packet(Samples.sound(0)),
            .track(Samples.audio([0x11, 0x90])), .packet(Samples.sound(0)), .packet(Samples.frame(40)),
            .packet(Samples.keyframe(400)),
        ]
        let recording = try RecordedStream(events, isFragmented: true)
        let playlist = try recording.playlist
        #expect(playlist.segments.map(\.microseconds) == [1_000, 1_000, 758_000])
        #expect(
            playlist.segments.map(\.programDateTime) == [
                "1970-01-12T13:46:40.000Z", "1970-01-12T13:46:40.001Z", "1970-01-12T13:46:40.002Z",
            ])
        #expect(recording.file.size == recording.folder.byteCount)
    }

    @Test("takes the same configuration again for no change")
    func sameAgain() throws {
        let events: [MediaEvent] =
            try [.track(Samples.video()), .track(Samples.audio())] + programme(0..<3_000)
            + [.track(Samples.audio([0x11, 0x90])), .track(Samples.audio())] + programme(3_000..<5_000)
        let recording = try RecordedStream(events, isFragmented: true)
        try recording.expectWhole()
        #expect(Set(try recording.playlist.segments.map(\.map)) == ["init-00000.mp4"])
    }
}
