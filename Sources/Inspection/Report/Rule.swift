// SPDX-License-Identifier: Apache-2.0

/// What a file is measured against; the name is what `aircheck inspect` prints.
package enum Rule: String, Hashable, Sendable, CaseIterable {
    /// The file is of a format that can be inspected.
    case format
    /// Nothing ends before its own length says so, and nothing stands behind the end.
    case length
    /// Decode times of a track don't go back; a second and less is a remark.
    case order
    /// Headers and codec configurations say what their codec's specification allows.
    case configuration
    /// A coded frame is what its codec's specification and the container's rule for it demand.
    case payload

    /// FLV 10.1, E.2: signature, version, flags and length of the file header.
    case flvHeader = "flv-header"
    /// FLV 10.1, E.2: TypeFlagsAudio and TypeFlagsVideo tell which tags there are.
    case flvFlags = "flv-flags"
    /// FLV 10.1, E.3: each tag is followed by its length.
    case flvPreviousTagSize = "flv-previous-tag-size"
    /// FLV 10.1, E.4.1: known tag types, StreamID 0.
    case flvTag = "flv-tag"
    /// FLV 10.1, E.4.1: times count from the first tag's, which is 0.
    case flvTimestamp = "flv-timestamp"
    /// FLV 10.1, E.4.2 and E.4.3: a sequence header stands before the frames that need it.
    case flvSequenceHeader = "flv-sequence-header"
    /// FLV 10.1, E.4.4: script data is AMF0.
    case flvScript = "flv-script"
    /// FLV 10.1, E.5: duration, filesize, keyframes of onMetaData are those of the file.
    case flvMetadata = "flv-metadata"

    /// ISO/IEC 13818-1, 2.4.3.2: packets of 188 bytes that begin with 0x47.
    case tsSync = "ts-sync"
    /// ISO/IEC 13818-1, 2.4.3.2: neither damaged nor scrambled, with a field or a payload.
    case tsHeader = "ts-header"
    /// ISO/IEC 13818-1, 2.4.3.4: adaptation fields fill their packets.
    case tsAdaptation = "ts-adaptation"
    /// ISO/IEC 13818-1, 2.4.3.3: the continuity counter goes up by one with each payload of a PID.
    case tsContinuity = "ts-continuity"
    /// ISO/IEC 13818-1, 2.4.4: well-formed program tables with right checksums.
    case tsTable = "ts-table"
    /// ISO/IEC 13818-1, 2.4.4: tables stand before the streams they name, and name all of them.
    case tsProgram = "ts-program"
    /// ISO/IEC 13818-1, 2.4.3.6: PES headers.
    case tsPES = "ts-pes"
    /// ISO/IEC 13818-1, 2.4.3.7: PES packets have the length they announce.
    case tsPESLength = "ts-pes-length"
    /// ISO/IEC 13818-1, 2.7.2: clock references go forward, 100 ms apart at most.
    case tsClock = "ts-clock"
    /// ISO/IEC 13818-1, 2.4.2: a frame comes before its decode time, and not more than a second before it.
    case tsDecodeTime = "ts-decode-time"

    /// RFC 8216, 4: UTF-8 without byte order mark, EXTM3U first, tags well-formed and where they belong.
    case hlsPlaylist = "hls-playlist"
    /// RFC 8216, 7: EXT-X-VERSION is what the tags need.
    case hlsVersion = "hls-version"
    /// RFC 8216, 4.3.3.1: no segment's rounded duration is above EXT-X-TARGETDURATION.
    case hlsTargetDuration = "hls-target-duration"
    /// RFC 8216, 4.3.2.1: EXTINF is the duration of the segment.
    case hlsDuration = "hls-duration"
    /// RFC 8216, 4.3.2.3: EXT-X-DISCONTINUITY stands where tracks or times break off, and nowhere else.
    case hlsDiscontinuity = "hls-discontinuity"
    /// RFC 8216, 4.3.2.6: EXT-X-PROGRAM-DATE-TIME goes forward, as fast as EXTINF.
    case hlsDate = "hls-date"
    /// RFC 8216, 4.3.3.5 and 4.3.3.4: EXT-X-PLAYLIST-TYPE and EXT-X-ENDLIST.
    case hlsEnd = "hls-end"
    /// RFC 8216, 3.3 and 4.3.2.5: EXT-X-MAP stands before the segments that need it.
    case hlsMap = "hls-map"
    /// RFC 8216, 3.2 and 4.3.5.1: segments begin with tables and, where the list says so, with a keyframe.
    case hlsIndependence = "hls-independence"
    /// Segments are files beside the playlist, with names that need no escape.
    case hlsURI = "hls-uri"

    /// ISO/IEC 14496-12, 6.2.3: boxes that must be there are there, once, and hold what is in them.
    case mp4Box = "mp4-box"
    /// ISO/IEC 14496-12, 8: fields agree with one another, with the media data and with the samples in it.
    case mp4Field = "mp4-field"

    /// ISO/IEC 14496-3, 1.A.2.2: ADTS headers, one behind each frame.
    case adtsHeader = "adts-header"
    /// ISO/IEC 11172-3, 2.4.1.3: frame headers, one behind each frame.
    case mp3Header = "mp3-header"
    /// The Xing or Info frame counts the frames and bytes of its file.
    case mp3Tag = "mp3-tag"
}
