// SPDX-License-Identifier: Apache-2.0

package import Media

/// Turns audio into a codec that a format holds; an optional part of the server.
package protocol AudioTranscoding: Sendable {
    /// Makes what transcodes one recording's audio, on the loop where it will be called.
    func makeTranscoder(input: CodecConfiguration) throws(TranscodingError) -> any AudioTranscoder
}

/// Transcodes the audio of one recording.
///
/// Every call comes on the stream's loop. After an error nothing more can be expected of it.
package protocol AudioTranscoder: AnyObject {
    /// Goes on with another decoder configuration, and puts out what is certain before it.
    func change(to input: CodecConfiguration) throws(TranscodingError) -> [MediaEvent]
    /// Takes one packet and puts out none, one or several, with their track before the first.
    func transcode(_ packet: MediaPacket) throws(TranscodingError) -> [MediaEvent]
    /// Puts out what is left; no call may follow.
    func finish() throws(TranscodingError) -> [MediaEvent]
    /// Packets that could not be decoded and became silence.
    var damagedPackets: Int { get }
}

/// Why audio can't be transcoded.
package enum TranscodingError: Error, Hashable, Sendable {
    /// None of these libraries is installed in a version that is known.
    case libraryMissing(String)
    /// A codec or configuration that no decoder takes.
    case unsupported(CodecConfiguration)
    /// The encoder refused its parameters or failed.
    case encoderFailed
}
