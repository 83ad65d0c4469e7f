// SPDX-License-Identifier: Apache-2.0

/// Why bytes are not the AMF values they claim to be.
package enum AMFError: Error, Hashable, Sendable {
    /// Bytes end inside a value.
    case truncated
    /// A type marker that neither version of the format defines, or that it reserves.
    case unknownMarker(UInt8)
    /// Values lie deeper in one another than ``AMFBudget`` allows.
    case tooDeep
    /// More values than ``AMFBudget`` allows, those behind references counted each time.
    case tooManyValues
    /// A reference to something that was not sent before it, or to an object from inside itself.
    case invalidReference
    /// An AMF3 object whose bytes only its own class can read (AMF3, 3.12).
    case externalizable
}
