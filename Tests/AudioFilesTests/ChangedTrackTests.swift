// SPDX-License-Identifier: Apache-2.0

import AudioFiles
import Media
import NIOCore
import Testing

@Suite("Changed tracks in audio files")
struct ChangedTrackTests {
    /// The files that become of two tracks, two packets of each.
    private func files<M: FileMuxer>(
        _ muxer: M, _ tracks: [(track: Track, frame: ByteBuffer)]
    ) throws -> [FinishedFile] {
        var packager = SingleFilePackager(muxer: muxer, interval: .seconds(1_000), naming: FileNaming(streamID: "s"))
        var batch = FileBatch()
        var files: [FinishedFile?] = []
        var time: Int64 = 0
        for (track, frame) in tracks {
            if time == 0 {
                try packager.start(tracks: [track], origin: .zero, wall: .seconds(0), into: &batch)
            } else {
                try packager.change(track, into: &batch)
            }
            for _ in 0..<2 {
                let packet = MediaPacket.audio(frame, at: time)
                files.append(
                    try packager.write(packet, arrived: .seconds(0), isDiscontinuous: false, into: &batch))
                time += 24
            }
        }
        files.append(try packager.finish(end: .milliseconds(time), into: &batch))
        return files.compactMap(\.self)
    }

    @Test("begin another file, in which players can reckon with one sample rate")
    func cuts() throws {
        let mp3 = [try ByteBuffer.mp3Frame(), try .mp3Frame(rateIndex: 1), try .mp3Frame(rateIndex: 1, mode: 3)]
        let layers = try files(MP3Muxer(), mp3.map { (try .mp3($0), $0) })
        #expect(layers.map(\.facts.audio?.packets) == [2, 2, 2])
        #expect(layers.map(\.facts.audio?.track.configuration.sampleRate) == [44_100, 48_000, 48_000])

        let advanced = try files(ADTSMuxer(), ["1210", "1190"].map { (try .aac($0), ByteBuffer(bytes: [0x21, 0])) })
        #expect(advanced.map(\.facts.audio?.packets) == [2, 2])
        #expect(advanced.map(\.facts.audio?.track.configuration.sampleRate) == [44_100, 48_000])
    }

    @Test("don't when the publisher repeats what it said")
    func repeated() throws {
        let frame = try ByteBuffer.mp3Frame()
        #expect(try files(MP3Muxer(), [(.mp3(frame), frame), (.mp3(frame), frame)]).map(\.facts.audio?.packets) == [4])
    }
}
