// SPDX-License-Identifier: Apache-2.0

/// What one buffer of AMF may cost its reader, so that a short message can't ask for much memory or stack.
package struct AMFBudget: Hashable, Sendable {
    /// How deep values may lie in one another; metadata in the wild needs four levels.
    package var depth: Int
    /// How many values may be read in all; a keyframe index of a long film has some thousands.
    package var values: Int

    package init(depth: Int = 32, values: Int = 65_536) {
        self.depth = depth
        self.values = values
    }

    /// Takes the price of `count` values.
    mutating func spend(_ count: Int = 1) throws(AMFError) {
        guard values >= count else { throw .tooManyValues }
        values -= count
    }

    /// Goes one level down.
    mutating func descend() throws(AMFError) {
        guard depth > 0 else { throw .tooDeep }
        depth -= 1
    }

    /// Comes one level up again.
    mutating func ascend() {
        depth += 1
    }
}
