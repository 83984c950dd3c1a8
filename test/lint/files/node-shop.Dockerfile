from node:20-buster as Build
MAINTAINER Shop Team <shop@example.org>
ENV NODE_ENV production
ENV DEBIAN_FRONTEND=noninteractive
RUN mkdir -p /app
WORKDIR /app
# everything at once
COPY . .
RUN npm install
RUN npm run build \

    && npm prune

FROM node:24
LABEL description A shop
RUN apt update \
  # tools for people
  && apt install curl vim && \
  apt-get clean
ADD entrypoint.sh config.json /
RUN sudo chmod 777 /entrypoint.sh
RUN cd /srv && ln -s /app shop
COPY package.json package-lock.json ./
RUN npm install --omit=dev
COPY --from=Build /app/dist ./dist
RUN chown -R node /app
EXPOSE 80:80/TCP 22
HEALTHCHECK CMD curl -f http://localhost/ || exit 1
CMD npm start
CMD node server.js
