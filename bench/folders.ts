/** Where the laboratory's files lie. It runs as a bundle in a temporary folder, from the root of the repository. */
import { pathToFileURL } from "node:url";

export const repositoryFolder = pathToFileURL(`${process.cwd()}/`);
export const benchFolder = new URL("bench/", repositoryFolder);
export const dataFolder = new URL("data/", benchFolder);
