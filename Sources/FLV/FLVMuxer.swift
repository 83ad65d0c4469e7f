// SPDX-License-Identifier: Apache-2.0

package import Media
package import NIOCore

/// Writes one FLV file: H.264, AAC, MP3 and G.711 as FLV 10.1 has them (annex E), other codecs as Enhanced RTMP v2.
///
/// `origin` becomes timestamp 0 and should be the smallest decode time of all; a packet before it is written
/// at 0, since a negative time has no meaning in a file. What only the end tells (header flags, the whole of
/// onMetaData with its keyframe index) is patched into bytes that the head keeps free for it.
package struct FLVMuxer: FileMuxer {
    var origin = MediaTime.zero
    /// Bytes written so far.
    var position: Int64 = 0
    var header = FileHeader(hasAudio: false, hasVideo: false)
    var video: MediaFacts.TrackFacts?
    var audio: MediaFacts.TrackFacts?
    /// The first video configuration.
    private var picture: CodecConfiguration?
    var index: KeyframeIndex
    var lastTimestamp: Int32 = 0
    /// The bytes before a payload, kept so that its storage serves every packet.
    private var head = ByteBuffer()

    /// A muxer whose files hold an index of at most `indexCapacity` keyframes, 18 bytes each.
    package init(indexCapacity: Int = 1_024) {
        index = KeyframeIndex(capacity: min(max(0, indexCapacity), 65_536))
    }

    package static func holds(_ configuration: CodecConfiguration) -> Bool { true }

    package static var pathExtension: String { "flv" }
    /// 24.8 days, some seconds short of what SI32 tells: room for packets that end the file after all.
    package static var maximumTime: MediaTime { .seconds(Int64(Int32.max) / 1_000 - 3) }

    package mutating func start(tracks: [Track], origin: MediaTime, into bytes: inout ByteBuffer) throws(FLVError) {
        self.origin = origin
        for track in tracks { note(track) }
        header = currentHeader
        bytes.writeFLVFileHeader(header)
        bytes.writeInteger(0 as UInt32)  // PreviousTagSize0
        position += Int64(FileHeader.length + 4)
        let length = ScriptTag.length(indexCapacity: index.capacity)
        bytes.writeFLVTagHeader(TagHeader(kind: .scriptData, dataSize: length, timestamp: 0))
        scriptTag.write(index: index, into: &bytes)
        endTag(dataSize: length, into: &bytes)
        for track in tracks { try writeSequenceHeader(of: track, timestamp: 0, into: &bytes) }
    }

    package mutating func write(_ packet: MediaPacket, into bytes: inout ByteBuffer) throws(FLVError) {
        let timestamp = try timestamp(of: packet.decodeTime)
        let start = position
        head.clear()
        switch packet.kind {
        case .video:
            guard let configuration = video?.track.configuration else { throw .unannouncedTrack(.video) }
            try head.writeFrameHeader(of: configuration, packet)
            try writeTag(.video, timestamp: timestamp, payload: packet.payload, into: &bytes)
            if packet.isKeyframe { index.append(KeyframeIndex.Entry(position: start, time: timestamp)) }
            video?.count(packet)
        case .audio:
            guard let configuration = audio?.track.configuration else { throw .unannouncedTrack(.audio) }
            head.writeFrameHeader(of: configuration)
            try writeTag(.audio, timestamp: timestamp, payload: packet.payload, into: &bytes)
            audio?.count(packet)
        }
        lastTimestamp = max(lastTimestamp, timestamp)
    }

    package mutating func change(
        _ track: Track, at time: MediaTime, into bytes: inout ByteBuffer
    ) throws(FLVError) {
        let known = track.kind == .video ? video?.track : audio?.track
        // Some encoders repeat their sequence header with each keyframe.
        guard track != known else { return }
        let timestamp = try timestamp(of: time)
        note(track)
        try writeSequenceHeader(of: track, timestamp: timestamp, into: &bytes)
    }

    package mutating func finish(into bytes: inout ByteBuffer) throws(FLVError) -> [Patch] {
        if let video, video.packets > 0 {
            let timestamp = try timestamp(of: video.lastDecodeTime)
            head.clear()
            head.writeEndHeader(of: video.track.configuration)
            try writeTag(.video, timestamp: timestamp, payload: ByteBuffer(), into: &bytes)
        }
        var body = ByteBuffer()
        scriptTag.write(index: index, into: &body)
        var patches = [Patch(offset: Int64(FileHeader.length + 4 + TagHeader.length), bytes: body)]
        if header != currentHeader {
            patches.append(Patch(offset: FileHeader.flagsOffset, bytes: ByteBuffer(integer: currentHeader.flags)))
        }
        return patches
    }

    private var currentHeader: FileHeader { FileHeader(hasAudio: audio != nil, hasVideo: video != nil) }

    /// Milliseconds since the origin, 0 for what was before.
    private func timestamp(of time: MediaTime) throws(FLVError) -> Int32 {
        let timestamp = max(0, (time - origin).milliseconds)
        guard timestamp <= Int64(Int32.max) else { throw .timestampTooLarge }
        return Int32(timestamp)
    }

    mutating func note(_ track: Track) {
        switch track.kind {
        case .video:
            if video == nil { video = MediaFacts.TrackFacts(track: track) }
            video?.track = track
            // The size of the first picture stands in onMetaData; a change shows in the sequence headers.
            if picture == nil { picture = track.configuration }
        case .audio:
            if audio == nil { audio = MediaFacts.TrackFacts(track: track) }
            audio?.track = track
        }
    }
}

extension FLVMuxer {
    /// Writes a tag whose body is what `head` holds, then the payload.
    private mutating func writeTag(
        _ kind: TagHeader.Kind, timestamp: Int32, payload: ByteBuffer, into bytes: inout ByteBuffer
    ) throws(FLVError) {
        let dataSize = head.readableBytes + payload.readableBytes
        guard dataSize <= TagHeader.maximumDataSize else { throw .payloadTooLarge }
        let header = TagHeader(kind: kind, dataSize: dataSize, timestamp: timestamp)
        let tagSize = TagHeader.length + dataSize
        bytes.writeWithOutputRawSpan(minimumWritableBytes: tagSize + 4) { output in
            header.write(into: &output)
            output.append(head.readableBytesSpan)
            output.append(payload.readableBytesSpan)
            output.append(bigEndian: UInt32(tagSize))  // PreviousTagSize
        }
        position += Int64(tagSize + 4)
    }

    /// Writes PreviousTagSize and counts the tag.
    private mutating func endTag(dataSize: Int, into bytes: inout ByteBuffer) {
        bytes.writeInteger(UInt32(TagHeader.length + dataSize))
        position += Int64(TagHeader.length + dataSize + 4)
    }

    private mutating func writeSequenceHeader(
        of track: Track, timestamp: Int32, into bytes: inout ByteBuffer
    ) throws(FLVError) {
        head.clear()
        guard let payload = head.writeSequenceHeader(of: track.configuration) else { return }
        try writeTag(track.kind == .video ? .video : .audio, timestamp: timestamp, payload: payload, into: &bytes)
    }

    /// onMetaData as far as it is known by now.
    private var scriptTag: ScriptTag {
        var tag = ScriptTag()
        let end = [video, audio].compactMap { $0 }.filter { $0.packets > 0 }
            .map { $0.firstDecodeTime + $0.duration - origin }.max()
        tag.duration = max(.zero, end ?? .zero).seconds
        tag.fileSize = position
        tag.lastTimestamp = Double(lastTimestamp) / 1_000
        if let video {
            let size = picture?.pictureSize
            tag.video = ScriptTag.Video(
                codec: Double(video.track.configuration.tagCodec), width: size.map { Double($0.width) },
                height: size.map { Double($0.height) },
                frameRate: video.frameRate ?? picture?.nominalFrameRate ?? 0, dataRate: video.dataRate)
        }
        if let audio {
            let configuration = audio.track.configuration
            tag.audio = ScriptTag.Audio(
                codec: Double(configuration.tagCodec), sampleRate: Double(configuration.sampleRate ?? 0),
                isStereo: configuration.channelCount ?? 0 >= 2,
                dataRate: audio.dataRate)
        }
        return tag
    }
}

extension MediaFacts.TrackFacts {
    /// Kilobits a second.
    fileprivate var dataRate: Double {
        duration > .zero ? Double(bytes) * 8 / 1_000 / duration.seconds : 0
    }

    /// The mean over the track; nil before the second packet.
    fileprivate var frameRate: Double? {
        let span = lastDecodeTime - firstDecodeTime
        guard packets > 1, span > .zero else { return nil }
        return Double(packets - 1) / span.seconds
    }
}
