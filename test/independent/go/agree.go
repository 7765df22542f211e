// Checks an edition with golang.org/x/mod/sumdb/note and sumdb/tlog, which know nothing of Tamizdat:
//
//	agree <folder of the edition> <older checkpoint> <consistency proof>
//
// Signed notes (checkpoint, edition record, every record), the clock's cosignature, every entry and every tile against
// the signed root, inclusion proofs of the head and of every page, the rule that the edition is the last leaf, and
// consistency with an older checkpoint: proven by tlog, and as our code proved it. Exits 1 at the first fault.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight  = 8
	bodyEnd     = "<!--tamizdat:proof\n"
	proofHeader = "\nc2sp.org/tlog-proof@v1\n"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: agree <edition> <older checkpoint> <consistency proof>")
		os.Exit(2)
	}
	summary, err := agree(os.Args[1], os.Args[2], os.Args[3])
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
	fmt.Println(summary)
}

// cosigner verifies C2SP cosignature/v1, of which x/mod knows only the frame: key type 4, a time before the signature.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(c.key, append([]byte(head), msg...), sig[8:])
}

func newCosigner(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("%s: not a verifier key", vkey)
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return nil, fmt.Errorf("%s: not a key for cosignatures", vkey)
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if hex.EncodeToString(sum[:4]) != parts[1] {
		return nil, fmt.Errorf("%s: its hash is another", vkey)
	}
	return cosigner{parts[0], binary.BigEndian.Uint32(sum[:4]), key[1:]}, nil
}

// keys are those of policy.txt and desks.txt.
type keys struct {
	log   note.Verifier
	clock note.Verifier
	desks []note.Verifier
}

func readOne(pattern string) ([]byte, error) {
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) != 1 {
		return nil, fmt.Errorf("%s: %d files instead of one", pattern, len(names))
	}
	return os.ReadFile(names[0])
}

func readKeys(folder string) (keys, error) {
	var k keys
	policy, err := readOne(filepath.Join(folder, "trust/targets/*.policy.txt"))
	if err != nil {
		return k, err
	}
	desks, err := readOne(filepath.Join(folder, "trust/targets/*.desks.txt"))
	if err != nil {
		return k, err
	}
	for _, line := range strings.Split(string(policy), "\n") {
		switch words := strings.Fields(line); {
		case len(words) == 2 && words[0] == "log":
			k.log, err = note.NewVerifier(words[1])
		case len(words) == 3 && words[0] == "witness" && words[1] == "clock":
			k.clock, err = newCosigner(words[2])
		}
		if err != nil {
			return k, err
		}
	}
	for _, line := range strings.Split(string(desks), "\n") {
		if words := strings.Fields(line); len(words) == 6 {
			desk, err := note.NewVerifier(words[1])
			if err != nil {
				return k, err
			}
			k.desks = append(k.desks, desk)
		}
	}
	if k.log == nil || k.clock == nil || len(k.desks) == 0 {
		return k, errors.New("policy.txt and desks.txt do not name a log, a clock and a desk")
	}
	return k, nil
}

// openCheckpoint demands the log's signature and the clock's.
func openCheckpoint(text []byte, k keys) (tlog.Tree, error) {
	var tree tlog.Tree
	opened, err := note.Open(text, note.VerifierList(k.log, k.clock))
	if err != nil {
		return tree, err
	}
	if len(opened.Sigs) != 2 {
		return tree, fmt.Errorf("checkpoint: %d good signatures of 2", len(opened.Sigs))
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != k.log.Name() {
		return tree, errors.New("checkpoint: not three lines, of which the first is the log's name")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// tiles reads log/tile: C2SP leaves the height out of the path.
type tiles struct{ folder string }

func (t tiles) Height() int                     { return tileHeight }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) path(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
	return filepath.Join(t.folder, "log/tile", strings.Replace(path, "data/", "entries/", 1))
}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		data, err := os.ReadFile(t.path(tile))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// readEntries reads every entry of the log.
func readEntries(t tiles, tree tlog.Tree) ([][]byte, error) {
	var entries [][]byte
	for first := int64(0); first < tree.N; first += 1 << tileHeight {
		width := tree.N - first
		if width > 1<<tileHeight {
			width = 1 << tileHeight
		}
		path := t.path(tlog.Tile{H: tileHeight, L: -1, N: first >> tileHeight, W: int(width)})
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		for at := int64(0); at < width; at++ {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return nil, fmt.Errorf("entry %d is cut short", first+at)
			}
			size := 2 + int(binary.BigEndian.Uint16(data))
			entries, data = append(entries, data[2:size]), data[size:]
		}
		if len(data) != 0 {
			return nil, fmt.Errorf("%s: bytes after its entries", path)
		}
	}
	return entries, nil
}

// checkTiles builds the tree anew from the entries, as tlog would, and demands its root and every tile of it, byte for
// byte. TileHashReader alone would not do: before x/mod 0.40 it leaves some tiles unchecked (CVE-2026-56865).
func checkTiles(t tiles, tree tlog.Tree, entries [][]byte) error {
	var store []tlog.Hash
	built := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			hashes[i] = store[index]
		}
		return hashes, nil
	})
	for n, entry := range entries {
		hashes, err := tlog.StoredHashes(int64(n), entry, built)
		if err != nil {
			return err
		}
		store = append(store, hashes...)
	}
	root, err := tlog.TreeHash(tree.N, built)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return fmt.Errorf("the entries give the root %v", root)
	}
	for level, count := 0, tree.N; count > 0; level, count = level+1, count>>tileHeight {
		for first := int64(0); first < count; first += 1 << tileHeight {
			tile := tlog.Tile{H: tileHeight, L: level, N: first >> tileHeight, W: 1 << tileHeight}
			if first+1<<tileHeight > count {
				tile.W = int(count - first)
			}
			want, err := tlog.ReadTileData(tile, built)
			if err != nil {
				return err
			}
			data, err := os.ReadFile(t.path(tile))
			if err != nil {
				return err
			}
			if !bytes.Equal(data, want) {
				return fmt.Errorf("%s: not the tile of its entries", t.path(tile))
			}
		}
	}
	return nil
}

// proven is a note with its place in the log.
type proven struct {
	entry []byte
	index int64
	tree  tlog.Tree
}

// checkProof takes a note and its tlog-proof apart and verifies the inclusion.
func checkProof(data []byte, k keys) (proven, error) {
	var p proven
	at := bytes.Index(data, []byte(proofHeader))
	if at < 0 {
		return p, errors.New("no tlog-proof")
	}
	p.entry = data[:at]
	head, checkpoint, found := strings.Cut(string(data[at+len(proofHeader):]), "\n\n")
	if !found {
		return p, errors.New("no checkpoint in the proof")
	}
	lines := strings.Split(head, "\n")
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
	if err != nil {
		return p, err
	}
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return p, err
		}
		proof = append(proof, hash)
	}
	if p.tree, err = openCheckpoint([]byte(checkpoint), k); err != nil {
		return p, err
	}
	p.index = index
	return p, tlog.CheckRecord(proof, p.tree.N, p.tree.Hash, index, tlog.RecordHash(p.entry))
}

// checkPage verifies the hash of a page, its record's signature and its proof.
func checkPage(data []byte, k keys) (proven, error) {
	content, comment, found := bytes.Cut(data, []byte(bodyEnd))
	if !found {
		return proven{}, errors.New("no proof")
	}
	p, err := checkProof(bytes.TrimSuffix(comment, []byte("-->\n")), k)
	if err != nil {
		return p, err
	}
	record, err := note.Open(p.entry, note.VerifierList(k.desks...))
	if err != nil {
		return p, err
	}
	sum := sha256.Sum256(content)
	if line := fmt.Sprintf(" %d sha256:%x\n", len(content), sum); !strings.Contains(record.Text, line) {
		return p, errors.New("its record names another page")
	}
	return p, nil
}

// checkConsistency proves the older tree with tlog, and checks the proof that our code made.
func checkConsistency(old, tree tlog.Tree, ours []byte, reader tlog.HashReader) error {
	proof, err := tlog.ProveTree(tree.N, old.N, reader)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash); err != nil {
		return err
	}
	var own tlog.TreeProof
	for _, line := range strings.Fields(string(ours)) {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		own = append(own, hash)
	}
	return tlog.CheckTree(own, tree.N, tree.Hash, old.N, old.Hash)
}

func agree(folder, oldPath, proofPath string) (string, error) {
	k, err := readKeys(folder)
	if err != nil {
		return "", err
	}
	checkpoint, err := os.ReadFile(filepath.Join(folder, "log/checkpoint"))
	if err != nil {
		return "", err
	}
	tree, err := openCheckpoint(checkpoint, k)
	if err != nil {
		return "", fmt.Errorf("log/checkpoint: %w", err)
	}
	t := tiles{folder}
	entries, err := readEntries(t, tree)
	if err == nil {
		err = checkTiles(t, tree, entries)
	}
	if err != nil {
		return "", fmt.Errorf("log/tile: %w", err)
	}
	reader := tlog.TileHashReader(tree, t)

	old, err := os.ReadFile(oldPath)
	if err != nil {
		return "", err
	}
	oldTree, err := openCheckpoint(old, k)
	if err != nil {
		return "", fmt.Errorf("older checkpoint: %w", err)
	}
	ours, err := os.ReadFile(proofPath)
	if err != nil {
		return "", err
	}
	if err := checkConsistency(oldTree, tree, ours, reader); err != nil {
		return "", fmt.Errorf("consistency of %d and %d: %w", oldTree.N, tree.N, err)
	}

	head, err := os.ReadFile(filepath.Join(folder, "head"))
	if err != nil {
		return "", err
	}
	edition, err := checkProof(head, k)
	if err != nil {
		return "", fmt.Errorf("head: %w", err)
	}
	if _, err := note.Open(edition.entry, note.VerifierList(k.log)); err != nil {
		return "", fmt.Errorf("head: %w", err)
	}
	if edition.index != edition.tree.N-1 || edition.tree != tree {
		return "", errors.New("head: the edition is not the last leaf of the log")
	}

	pages := 0
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".html") || path == filepath.Join(folder, "index.html") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		page, err := checkPage(data, k)
		if err == nil && (page.index >= tree.N || !bytes.Equal(page.entry, entries[page.index])) {
			err = errors.New("its record is not the entry of that index")
		}
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		pages++
		return nil
	})
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("agree: %d entries, %d pages, consistent with %d entries", tree.N, pages, oldTree.N), nil
}
