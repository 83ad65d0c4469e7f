// SPDX-License-Identifier: Apache-2.0

package import Media

/// The files of a folder: the one that is inspected, and those that it names.
package protocol FileSource {
    /// Opens a file by its name in the folder; nil when there is none.
    func open(_ name: String) throws(SourceError) -> (any ByteSource)?
}

/// A file that can't be read, so that nothing can be told of it.
package struct SourceError: Error, Hashable, Sendable {
    /// One sentence, or what the system says.
    package var reason: String

    package init(reason: String) {
        self.reason = reason
    }

    /// The file was opened, and then its bytes couldn't be read.
    static let unreadable = SourceError(reason: "The file can't be read to its end.")
}
