// SPDX-License-Identifier: Apache-2.0

/// What one peer may ask of this side before its connection is ended.
package struct RTMPLimits: Hashable, Sendable {
    /// The longest message, in bytes.
    ///
    /// A keyframe of a 4K stream at 100 Mbit/s stays below 2 MiB, so the default of 8 MiB leaves room; the length
    /// field can say 16 MiB less one.
    package var messageLength: Int
    /// Bytes of unfinished messages and unread input together.
    ///
    /// Default: two of the longest messages, one of video and one of audio, since chunks of different chunk
    /// streams interleave.
    package var bufferedBytes: Int
    /// Chunk streams of one connection.
    ///
    /// Publishers use three to eight; the format could name 65,598.
    package var chunkStreams: Int
    /// The largest chunk size the peer may set, in bytes.
    ///
    /// Beyond the default of 2^24-1 sizes are equivalent, since no message is longer (RTMP 1.0, 5.4.1).
    package var chunkSize: Int
    /// Tolerated faults less the good messages since: a broken encoder is let go, a rare bad frame is not held
    /// against it for as long as the stream lasts.
    package var faults: Int

    package init(
        messageLength: Int = 8 << 20,
        bufferedBytes: Int = 16 << 20,
        chunkStreams: Int = 64,
        chunkSize: Int = 0xFF_FFFF,
        faults: Int = 64
    ) {
        self.messageLength = messageLength
        self.bufferedBytes = bufferedBytes
        self.chunkStreams = chunkStreams
        self.chunkSize = chunkSize
        self.faults = faults
    }
}
