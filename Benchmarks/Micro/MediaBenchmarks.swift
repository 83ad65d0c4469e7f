// SPDX-License-Identifier: Apache-2.0

import AudioFiles
import Benchmark
import FLV
import HLS
import MP4
import MPEGTS
import Media
import NIOCore
import RTMP
import RecordingModel

/// The media path, a packet or message at a time.
func benchmarkMedia() {
    guard let stream = try? MadeStream() else { return }
    benchmarkChunkReader(stream)
    benchmark("FLV muxer, packet", FLVMuxer(), stream)
    benchmark("MPEG-TS muxer, packet", TSMuxer(), stream)
    benchmark("MP4 muxer, packet", MP4Muxer(), stream)
    benchmark("Fragmented MP4 muxer, packet", FragmentedMuxer(), stream)
    benchmark("ADTS muxer, packet", ADTSMuxer(), stream, tracks: [stream.audio], of: .audio)
    benchmarkMP3()
    benchmarkSession(
        "FLV recording session, packet",
        SingleFilePackager(muxer: FLVMuxer(), interval: .seconds(3_600), naming: FileNaming(streamID: "room")), stream)
    benchmarkSession("HLS recording session, packet", HLSPackager(muxer: TSMuxer()) { _, _ in "title" }, stream)
}

private func benchmarkChunkReader(_ stream: MadeStream) {
    Benchmark("Chunk reader, message") { benchmark in
        var reader = ChunkReader(limits: RTMPLimits())
        var number = 0
        for _ in benchmark.scaledIterations {
            var message = try reader.next()
            while message == nil {
                reader.append(stream.reads[number % stream.reads.count])
                number += 1
                message = try reader.next()
            }
            blackHole(message)
        }
    }
}

private func benchmark<M: Muxer>(
    _ name: String, _ muxer: M, _ stream: MadeStream, tracks: [Track]? = nil, of kind: MediaKind? = nil
) {
    let numbers = stream.packets.indices.filter { kind == nil || stream.packets[$0].kind == kind }
    let tracks = tracks ?? [stream.video, stream.audio]
    Benchmark(name) { benchmark in
        var muxer = muxer
        var bytes = ByteBuffer()
        try muxer.start(tracks: tracks, origin: .zero, into: &bytes)
        for iteration in benchmark.scaledIterations {
            let (round, index) = iteration.quotientAndRemainder(dividingBy: numbers.count)
            try muxer.write(stream.packet(round * stream.packets.count + numbers[index]), into: &bytes)
            // What is full is written; its room is used again.
            if bytes.readableBytes > 262_144 { bytes.clear() }
        }
        blackHole(bytes)
    }
}

/// 128 kbit/s at 44,100 Hz.
private func benchmarkMP3() {
    var frame = ByteBuffer(bytes: [0xFF, 0xFB, 0x90, 0x00])
    frame.writeRepeatingByte(0x55, count: 413)
    guard let configuration = try? MPEGAudioConfiguration(frame: frame) else { return }
    let payload = frame
    Benchmark("MP3 muxer, packet") { benchmark in
        var muxer = MP3Muxer()
        var bytes = ByteBuffer()
        try muxer.start(tracks: [Track(configuration: .mp3(configuration))], origin: .zero, into: &bytes)
        for iteration in benchmark.scaledIterations {
            let time = MediaTime.samples(iteration * 1_152, rate: 44_100)
            try muxer.write(
                MediaPacket(kind: .audio, decodeTime: time, isKeyframe: true, payload: payload), into: &bytes)
            if bytes.readableBytes > 262_144 { bytes.clear() }
        }
        blackHole(bytes)
    }
}

/// All that is decided of a packet between the stream and the file.
private func benchmarkSession<P: Packager>(_ name: String, _ packager: P, _ stream: MadeStream) {
    Benchmark(name) { benchmark in
        var session = RecordingSession(packager: packager, until: WallTime(microseconds: .max))
        var batch = FileBatch()
        session.changed(stream.video, into: &batch)
        session.changed(stream.audio, into: &batch)
        for iteration in benchmark.scaledIterations {
            let packet = stream.packet(iteration)
            let arrived = WallTime(microseconds: packet.decodeTime.nanoseconds / 1_000)
            blackHole(session.received(packet, arrived: arrived, into: &batch))
            if batch.byteCount > 262_144 { blackHole(batch.take()) }
        }
    }
}
