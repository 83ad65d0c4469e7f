// SPDX-License-Identifier: Apache-2.0

import MP4
import Media
import NIOCore
import Testing

@Suite("Fragmented MP4 segments")
struct FragmentedMuxerTests {
    private func file(_ recording: SegmentedRecording, _ segments: some Sequence<ByteBuffer>) -> (ByteBuffer, MP4File) {
        var bytes = recording.initialization
        for segment in segments { bytes.writeImmutableBuffer(segment) }
        return (bytes, MP4File(bytes))
    }

    @Test("hold every packet, and each begins with a keyframe and can be read alone", arguments: [false, true])
    func segments(hasAudio: Bool) throws {
        let packets = Samples.programme(seconds: 6, audio: hasAudio, bFrames: true)
        let tracks = try [Samples.avc()] + (hasAudio ? [Samples.aac()] : [])
        let recording = try SegmentedRecording(tracks: tracks, packets)
        #expect(recording.segments.count == 6)
        let (bytes, whole) = file(recording, recording.segments)
        #expect(whole.faults.isEmpty, "\(whole.faults)")
        try expectEqual(bytes, whole, packets, zero: .zero) { kind in packets.count { $0.kind == kind } }
        var counts = 0
        for segment in recording.segments {
            #expect(segment.getInteger(at: 4, as: UInt32.self) == ("styp" as FourCC).rawValue)
            let (_, alone) = file(recording, [segment])
            #expect(alone.faults.isEmpty && alone.isFragmented)
            #expect(try #require(alone.tracks.first?.samples.first).isSync)
            counts += alone.tracks.reduce(0) { $0 + $1.samples.count }
        }
        #expect(counts == packets.count)
        #expect(whole.compatibleBrands.contains("cmfc") == !hasAudio)
    }

    @Test("count on over segments, and their times are the recording's")
    func continuity() throws {
        let packets = Samples.programme(seconds: 4)
        let recording = try SegmentedRecording(tracks: [Samples.avc(), Samples.aac()], packets)
        let (_, later) = file(recording, recording.segments.dropFirst(2))
        #expect(later.faults.isEmpty)
        let video = try #require(later.tracks.first?.samples.first)
        #expect(video.decodeTime == 2_000 * 90)
        // Sequence numbers of segments in the wrong order are a fault.
        let (_, reversed) = file(recording, recording.segments.reversed())
        #expect(reversed.faults.contains { $0.reason == .invalid(field: "sequence_number") })
    }

    @Test("get another initialization segment when tracks change, and refuse a change within")
    func changes() throws {
        var muxer = FragmentedMuxer()
        var bytes = ByteBuffer()
        let (video, other) = (try Samples.avc(), try Samples.avc(isSmall: false))
        try muxer.start(tracks: [video], origin: .zero, into: &bytes)
        let first = muxer.initialization
        try muxer.write(Samples.frame(at: 0, isKeyframe: true), into: &bytes)
        try muxer.change(video, at: .zero, into: &bytes)
        #expect(throws: MP4Error.changeWithinSegment) { try muxer.change(other, at: .zero, into: &bytes) }
        _ = muxer.finish(into: &bytes)
        try muxer.start(tracks: [video], origin: .zero, into: &bytes)
        #expect(muxer.initialization == first)
        try muxer.write(Samples.frame(at: 40), into: &bytes)
        _ = muxer.finish(into: &bytes)
        var changed = ByteBuffer()
        try muxer.start(tracks: [other], origin: .zero, into: &changed)
        #expect(muxer.initialization != first)
        try muxer.write(Samples.frame(at: 80, isKeyframe: true), into: &changed)
        _ = muxer.finish(into: &changed)
        var file = muxer.initialization
        file.writeImmutableBuffer(changed)
        let read = MP4File(file)
        #expect(read.faults.isEmpty)
        #expect(read.tracks.map { $0.descriptions.map(\.configuration) } == [[other.configuration]])
        #expect(read.tracks.first?.samples.map(\.decodeTime) == [80 * 90])
        let law = Track(configuration: .g711(try G711Configuration(law: .muLaw, channelCount: 1)))
        #expect(throws: MP4Error.unsupportedCodec) { try muxer.start(tracks: [law], origin: .zero, into: &changed) }
    }
}
